import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { TableDescription } from "@aws-sdk/client-dynamodb";

const STATUSES: Readonly<Record<string, [StatusIndicatorProps.Type, string]>> = {
  ACTIVE: ["success", "Active"],
  CREATING: ["in-progress", "Creating"],
  UPDATING: ["in-progress", "Updating"],
  DELETING: ["in-progress", "Deleting"],
  INACCESSIBLE_ENCRYPTION_CREDENTIALS: ["error", "Inaccessible encryption credentials"],
  ARCHIVING: ["in-progress", "Archiving"],
  ARCHIVED: ["stopped", "Archived"],
};

export function TableStatus({ table }: { table: Pick<TableDescription, "TableStatus"> }) {
  const status = table.TableStatus ?? "";
  const [type, text] = STATUSES[status] ?? (["info", status] as const);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
