import type { TableDescription } from "@aws-sdk/client-dynamodb";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

/** The change of the table's key while it runs, or why the table cannot be read. Nothing otherwise. */
export function EncryptionChange({ table }: { table: TableDescription }) {
  const encryption = table.SSEDescription;
  if (encryption?.InaccessibleEncryptionDateTime) {
    return (
      <Alert type="error" header="The table's KMS key cannot be used">
        Nothing in the table can be read or written until the key is enabled and its policy lets DynamoDB use it. The table
        comes back by itself soon after. After seven days without the key it is archived.
      </Alert>
    );
  }
  if (encryption?.Status !== "UPDATING") return null;
  return (
    <Alert type="info" header="The encryption is being changed">
      <StatusIndicator type="in-progress">Updating</StatusIndicator>
      <Box padding={{ top: "xxs" }}>
        The table is read and written as before. Keep the old key enabled until the change is done: only the table key is
        wrapped anew, no item is written again.
      </Box>
    </Alert>
  );
}
