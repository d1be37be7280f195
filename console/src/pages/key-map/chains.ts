import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { keyName, type KmsKey } from "../../shared/kms-keys";

/** How a chain from a KMS key to a table's data stands. */
export type ChainState = "usable" | "changing" | "at risk" | "inaccessible";

/** What one key protects: a table with its indexes and its stream. */
export interface Chain {
  table: string;
  /** ARN of the KMS key; undefined for the AWS owned key. */
  keyArn: string | undefined;
  /** The key as people call it. */
  keyText: string;
  /** KMS's state of the key, if the principal may see it. */
  keyState: KeyMetadata["KeyState"];
  state: ChainState;
  parts: readonly Part[];
}

export interface Part {
  kind: "index" | "stream";
  name: string;
}

const OWNED = "AWS owned key";

/** The chains of all tables, those of one key together: by the key's name, the AWS owned key's last. */
export function chainsOf(tables: readonly TableDescription[], keys: readonly KmsKey[]): Chain[] {
  const byArn = new Map(keys.map((key) => [key.metadata.Arn, key]));
  const chains = tables.map((table) => chainOf(table, byArn.get(table.SSEDescription?.KMSMasterKeyArn)));
  return chains.sort(
    (one, other) =>
      Number(one.keyArn === undefined) - Number(other.keyArn === undefined) ||
      one.keyText.localeCompare(other.keyText) ||
      (one.keyArn ?? "").localeCompare(other.keyArn ?? "") ||
      one.table.localeCompare(other.table),
  );
}

function chainOf(table: TableDescription, key: KmsKey | undefined): Chain {
  const keyArn = table.SSEDescription?.KMSMasterKeyArn;
  const keyState = key?.metadata.KeyState;
  return {
    table: table.TableName ?? "",
    keyArn,
    keyText: key ? keyName(key) : (keyArn?.replace(/^.*:key\//, "") ?? OWNED),
    keyState,
    state: stateOf(table, keyState),
    parts: partsOf(table),
  };
}

function stateOf({ SSEDescription: encryption }: TableDescription, keyState: string | undefined): ChainState {
  if (encryption?.InaccessibleEncryptionDateTime) return "inaccessible";
  // DynamoDB notices within minutes what happened to the key, so the table may still answer
  if (keyState !== undefined && keyState !== "Enabled") return "at risk";
  return encryption?.Status === "UPDATING" ? "changing" : "usable";
}

function partsOf(table: TableDescription): Part[] {
  const indexes = [...(table.LocalSecondaryIndexes ?? []), ...(table.GlobalSecondaryIndexes ?? [])];
  const parts: Part[] = indexes.map(({ IndexName: name = "" }) => ({ kind: "index", name }));
  if (table.StreamSpecification?.StreamEnabled) parts.push({ kind: "stream", name: table.LatestStreamLabel ?? "stream" });
  return parts;
}
