import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { KmsKey } from "../../shared/kms-keys";
import { keyTypeText, originText, usageText } from "../../shared/key-texts";

/** What the key is made of, and what it can do. */
export function CryptographicTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const algorithms = [
    ...(metadata.EncryptionAlgorithms ?? []),
    ...(metadata.SigningAlgorithms ?? []),
    ...(metadata.MacAlgorithms ?? []),
    ...(metadata.KeyAgreementAlgorithms ?? []),
  ];
  return (
    <Container header={<Header variant="h2">Cryptographic configuration</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Key type", value: keyTypeText(metadata) },
          { label: "Origin", value: originText(metadata.Origin) },
          { label: "Key spec", value: metadata.KeySpec ?? "-" },
          { label: "Key usage", value: usageText(metadata.KeyUsage) },
          { label: "Algorithms", value: algorithms.join(", ") || "-" },
        ]}
      />
    </Container>
  );
}
