import type {
  AttributeDefinition,
  KeySchemaElement,
  Projection,
  ScalarAttributeType,
} from "@aws-sdk/client-dynamodb";

export interface KeyAttribute {
  name: string;
  type: ScalarAttributeType;
}

/** A secondary index, as it is typed. */
export interface IndexForm {
  name: string;
  /** A local index has the table's partition key. */
  partitionKey: KeyAttribute;
  /** Without a name: none. */
  sortKey: KeyAttribute;
  projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  /** Names separated by commas, for the projection INCLUDE. */
  included: string;
}

export const EMPTY_INDEX: IndexForm = {
  name: "",
  partitionKey: { name: "", type: "S" },
  sortKey: { name: "", type: "S" },
  projection: "ALL",
  included: "",
};

export function keySchema(partitionKey: KeyAttribute, sortKey: KeyAttribute): KeySchemaElement[] {
  const schema: KeySchemaElement[] = [{ AttributeName: partitionKey.name, KeyType: "HASH" }];
  if (sortKey.name) schema.push({ AttributeName: sortKey.name, KeyType: "RANGE" });
  return schema;
}

/** Each attribute once, whatever number of keys it is part of. */
export function definitionsOf(attributes: readonly KeyAttribute[]): AttributeDefinition[] {
  const types = new Map(attributes.filter(({ name }) => name).map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

export function projectionOf({ projection, included }: IndexForm): Projection {
  if (projection !== "INCLUDE") return { ProjectionType: projection };
  const names = included.split(",").map((name) => name.trim());
  return { ProjectionType: "INCLUDE", NonKeyAttributes: names.filter((name) => name) };
}
