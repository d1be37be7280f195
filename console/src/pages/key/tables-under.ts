import type { TableDescription } from "@aws-sdk/client-dynamodb";

/** The names of the tables that are encrypted under the key of this ARN, in order. */
export function tablesUnder(keyArn: string, tables: readonly TableDescription[]): string[] {
  return tables
    .filter(({ SSEDescription }) => SSEDescription?.KMSMasterKeyArn === keyArn)
    .map(({ TableName = "" }) => TableName)
    .sort();
}
