import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { Copyable } from "../../shared/copyable";
import { KeyState } from "../../shared/key-state";
import { aliasesText, type KmsKey } from "../../shared/kms-keys";
import { regionalityText } from "../../shared/regionality";
import { timeText } from "../../shared/time-text";

/** What the key is called, its state and its ARN. */
export function GeneralConfiguration({ kmsKey }: { kmsKey: KmsKey }) {
  const { metadata } = kmsKey;
  const deletion = metadata.DeletionDate
    ? [{ label: "Scheduled deletion date", value: timeText(metadata.DeletionDate) }]
    : [];
  const { CurrentKeyMaterialId: materialId } = metadata;
  const material = materialId
    ? [{ label: "Current key material", value: <Copyable text={materialId} what="key material ID" /> }]
    : [];
  return (
    <Container header={<Header variant="h2">General configuration</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Alias", value: aliasesText(kmsKey) },
          { label: "Status", value: <KeyState state={metadata.KeyState} /> },
          { label: "Creation date", value: timeText(metadata.CreationDate) },
          { label: "ARN", value: <Copyable text={metadata.Arn ?? ""} what="ARN" /> },
          { label: "Description", value: metadata.Description || "-" },
          { label: "Regionality", value: regionalityText(metadata) },
          ...material,
          ...deletion,
        ]}
      />
    </Container>
  );
}
