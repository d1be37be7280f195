import { GetPublicKeyCommand } from "@aws-sdk/client-kms";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { KmsKey } from "../../shared/kms-keys";
import { keyTypeText, originText, usageText } from "../../shared/key-texts";
import { SourceText } from "../../shared/source-text";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { pem } from "./pem";
import { useKeyPart } from "./use-key";

/** What the key is made of, and what it can do. */
export function CryptographicTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const algorithms = [
    ...(metadata.EncryptionAlgorithms ?? []),
    ...(metadata.SigningAlgorithms ?? []),
    ...(metadata.MacAlgorithms ?? []),
    ...(metadata.KeyAgreementAlgorithms ?? []),
  ];
  return (
    <SpaceBetween size="l">
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
      {keyTypeText(metadata) === "Asymmetric" ? <PublicKey keyId={metadata.Arn ?? ""} /> : null}
    </SpaceBetween>
  );
}

function PublicKey({ keyId }: { keyId: string }) {
  const publicKey = useKeyPart(keyId, "public-key", async (kms) => {
    const answer = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
    return pem(answer.PublicKey ?? new Uint8Array());
  });
  return (
    <Container header={<Header variant="h2">Public key</Header>}>
      {publicKey.isError ? <ServiceErrorAlert error={publicKey.error} /> : <SourceText>{publicKey.data ?? ""}</SourceText>}
    </Container>
  );
}
