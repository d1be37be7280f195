import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  LocalSecondaryIndex,
  ProvisionedThroughput,
} from "@aws-sdk/client-dynamodb";
import type { Capacity } from "../../shared/capacity-fields";
import type { Tag } from "../../shared/tags-editor";
import { OWNED, specificationOf, type EncryptionChoice } from "../../shared/encryption/choice";
import { definitionsOf, keySchema, projectionOf, type IndexForm, type KeyAttribute } from "../../shared/indexes/index-form";

/** An index that the table is to have. */
export interface TableIndexForm extends IndexForm {
  /** Tells the index from the others on the page. */
  id: string;
  kind: "global" | "local";
}

/** What the form holds, as it is typed. */
export interface TableForm extends Capacity {
  name: string;
  partitionKey: KeyAttribute;
  sortKey: KeyAttribute;
  settings: "default" | "custom";
  tableClass: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  indexes: readonly TableIndexForm[];
  encryption: EncryptionChoice;
  deletionProtection: boolean;
  tags: readonly Tag[];
}

export const EMPTY_FORM: TableForm = {
  name: "",
  partitionKey: { name: "", type: "S" },
  sortKey: { name: "", type: "S" },
  settings: "default",
  tableClass: "STANDARD",
  capacityMode: "PAY_PER_REQUEST",
  readCapacity: "5",
  writeCapacity: "5",
  indexes: [],
  encryption: OWNED,
  deletionProtection: false,
  tags: [],
};

/** What is missing before the service can be asked at all; it has the last word on everything else. */
export function problemsOf(form: TableForm): Partial<Record<"name" | "partitionKey" | "key" | "indexes", string>> {
  const problems: ReturnType<typeof problemsOf> = {};
  if (!form.name.trim()) problems.name = "Enter a name.";
  if (!form.partitionKey.name) problems.partitionKey = "Enter the name of the partition key.";
  if (form.encryption.type === "customer" && !form.encryption.keyId.trim()) {
    problems.key = "Choose a key or enter its ARN.";
  }
  const lacksKey = ({ kind, partitionKey, sortKey }: TableIndexForm) =>
    kind === "global" ? !partitionKey.name : !sortKey.name;
  if (form.settings === "custom" && form.indexes.some((index) => !index.name || lacksKey(index))) {
    problems.indexes = "Each index needs a name, a global one a partition key, a local one a sort key.";
  }
  return problems;
}

/** The request that the form stands for. With default settings, what is typed under the others does not count. */
export function requestOf(form: TableForm): CreateTableCommandInput {
  const custom = form.settings === "custom" ? form : { ...EMPTY_FORM, encryption: form.encryption };
  const throughput = throughputOf(custom);
  const ofKind = (kind: TableIndexForm["kind"]) => custom.indexes.filter((index) => index.kind === kind);
  const globals = ofKind("global").map<GlobalSecondaryIndex>((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: projectionOf(index),
    ...(throughput && { ProvisionedThroughput: throughput }),
  }));
  const locals = ofKind("local").map<LocalSecondaryIndex>((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(form.partitionKey, index.sortKey),
    Projection: projectionOf(index),
  }));
  return {
    TableName: form.name.trim(),
    AttributeDefinitions: definitionsOf([
      form.partitionKey,
      form.sortKey,
      ...ofKind("global").flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
      ...ofKind("local").map(({ sortKey }) => sortKey),
    ]),
    KeySchema: keySchema(form.partitionKey, form.sortKey),
    BillingMode: custom.capacityMode,
    ...(throughput && { ProvisionedThroughput: throughput }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    SSESpecification: specificationOf(custom.encryption),
    TableClass: custom.tableClass,
    DeletionProtectionEnabled: custom.deletionProtection,
    ...(custom.tags.length > 0 && { Tags: custom.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
  };
}

function throughputOf({ capacityMode, readCapacity, writeCapacity }: TableForm): ProvisionedThroughput | undefined {
  if (capacityMode !== "PROVISIONED") return undefined;
  return { ReadCapacityUnits: Number(readCapacity), WriteCapacityUnits: Number(writeCapacity) };
}
