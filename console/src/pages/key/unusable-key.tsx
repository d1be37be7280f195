import type { KeyMetadata } from "@aws-sdk/client-kms";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { paths } from "../../app/paths";
import type { KmsKey } from "../../shared/kms-keys";
import { timeText } from "../../shared/time-text";
import { TableList } from "./affected-tables";

/** Of a key that cannot be used: why, what to do, and which tables are inaccessible for it. */
export function UnusableKey({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const why = reasonOf(metadata);
  if (why === null) return null;
  const { Arn: arn = "", KeyId: id = "", KeyState: state } = metadata;
  return (
    <Alert
      type="warning"
      header={why.header}
      action={
        state === "PendingImport" ? <Button href={`#${paths.importKeyMaterial(id)}`}>Import key material</Button> : null
      }
    >
      <SpaceBetween size="xs">
        <Box>{why.remedy}</Box>
        <TableList keyArn={arn} consequence="cannot be read or written meanwhile" />
      </SpaceBetween>
    </Alert>
  );
}

function reasonOf(metadata: KeyMetadata): { header: string; remedy: string } | null {
  switch (metadata.KeyState) {
    case "Disabled":
      return { header: "This key is disabled", remedy: "Nothing can be encrypted or decrypted with it until it is enabled." };
    case "PendingDeletion":
      return {
        header: `This key will be deleted on ${timeText(metadata.DeletionDate)}`,
        remedy: "Until then its deletion can be cancelled. Afterwards nothing that it encrypted can ever be decrypted.",
      };
    case "PendingReplicaDeletion":
      return {
        header: "This key waits for the deletion of its replica keys",
        remedy: `Its own waiting period of ${metadata.PendingDeletionWindowInDays ?? 0} days begins when the last of them is deleted.`,
      };
    case "PendingImport":
      return {
        header: "This key is pending import",
        remedy:
          metadata.CurrentKeyMaterialId === undefined
            ? "It cannot be used until its key material is imported."
            : "Key material of it was deleted, has expired or is still to be imported. The key cannot be used until the very same key material is imported.",
      };
    default:
      return null;
  }
}
