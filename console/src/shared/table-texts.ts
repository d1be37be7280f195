import type { KeyType, TableDescription } from "@aws-sdk/client-dynamodb";
import { TABLE_CLASSES } from "./table-class";

const TYPES: Readonly<Record<string, string>> = { S: "String", N: "Number", B: "Binary" };
const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

/** The key's attributes with their types, such as `Artist (String)`; `-` when there is none. */
export function keyText(
  table: Pick<TableDescription, "AttributeDefinitions" | "KeySchema">,
  keyType: KeyType,
): string {
  const typeOf = (name: string | undefined) =>
    table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const attributes = (table.KeySchema ?? [])
    .filter(({ KeyType }) => KeyType === keyType)
    .map(({ AttributeName = "" }) => `${AttributeName} (${TYPES[typeOf(AttributeName) ?? ""] ?? "unknown type"})`);
  return attributes.join(", ") || "-";
}

/** A size in bytes in the largest unit that leaves a whole part; 1 KB is 1,024 bytes, as the service counts. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power] ?? ""}`;
}

/** The capacity mode, with its units where it has any. */
export function capacityText(table: Pick<TableDescription, "BillingModeSummary" | "ProvisionedThroughput">): string {
  if (table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST") return "On-demand";
  const { ReadCapacityUnits: reads = 0, WriteCapacityUnits: writes = 0 } = table.ProvisionedThroughput ?? {};
  return `Provisioned (${reads} read units, ${writes} write units)`;
}

export function tableClassText(table: Pick<TableDescription, "TableClassSummary">): string {
  const value = table.TableClassSummary?.TableClass ?? "STANDARD";
  return TABLE_CLASSES.find((tableClass) => tableClass.value === value)?.label ?? value;
}
