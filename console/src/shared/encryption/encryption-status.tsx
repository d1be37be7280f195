import type { SSEDescription, TableDescription } from "@aws-sdk/client-dynamodb";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

/** How the table's encryption stands: settled, changing, or without the use of its key. */
export function EncryptionStatus({ table }: { table: TableDescription }) {
  const encryption: SSEDescription | undefined = table.SSEDescription;
  if (encryption?.InaccessibleEncryptionDateTime) {
    return <StatusIndicator type="error">The key cannot be used</StatusIndicator>;
  }
  if (encryption?.Status === "UPDATING") return <StatusIndicator type="in-progress">Updating</StatusIndicator>;
  return <StatusIndicator type="success">Enabled</StatusIndicator>;
}
