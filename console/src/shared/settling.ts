import type { TableDescription } from "@aws-sdk/client-dynamodb";

const PASSING = ["CREATING", "UPDATING", "DELETING"];

/** Whether the table, its encryption or one of its indexes is changing now. */
export function isSettling(table: TableDescription): boolean {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  return [table.TableStatus, table.SSEDescription?.Status, ...indexes.map(({ IndexStatus }) => IndexStatus)].some(
    (status) => status !== undefined && PASSING.includes(status),
  );
}
