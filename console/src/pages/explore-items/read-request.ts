import type { AttributeValue, QueryCommandInput, ScanCommandInput, TableDescription } from "@aws-sdk/client-dynamodb";
import { valueOf, type AttributeType, type Item } from "../../shared/items/dynamodb-json";

export type Comparison =
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "BETWEEN"
  | "begins_with"
  | "contains"
  | "attribute_exists"
  | "attribute_not_exists";

/** A condition on one attribute, as it is typed; `other` is the end of BETWEEN. */
export interface Condition {
  attribute: string;
  type: AttributeType;
  comparison: Comparison;
  value: string;
  other: string;
}

/** The form above the items. */
export interface ReadForm {
  mode: "scan" | "query";
  /** A secondary index's name; empty: the table itself. */
  index: string;
  partitionValue: string;
  /** The condition on the sort key; none when its value is empty. */
  sort: Pick<Condition, "comparison" | "value" | "other">;
  descending: boolean;
  filters: readonly Condition[];
}

export const EMPTY_READ: ReadForm = {
  mode: "scan",
  index: "",
  partitionValue: "",
  sort: { comparison: "=", value: "", other: "" },
  descending: false,
  filters: [],
};

/** A key attribute's name and type. */
export interface KeyPart {
  name: string;
  type: AttributeType;
}

/** The key of the table or of one of its indexes. */
export function keyOf(table: TableDescription, index: string): { partition: KeyPart; sort: KeyPart | undefined } {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const schema = index ? indexes.find(({ IndexName }) => IndexName === index)?.KeySchema : table.KeySchema;
  const part = (role: "HASH" | "RANGE"): KeyPart | undefined => {
    const name = schema?.find(({ KeyType }) => KeyType === role)?.AttributeName;
    if (name === undefined) return undefined;
    const definition = table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name);
    return { name, type: definition?.AttributeType ?? "S" };
  };
  return { partition: part("HASH") ?? { name: "", type: "S" }, sort: part("RANGE") };
}

/** The request that the form stands for. Raises an Error for a value that its type does not take. */
export function readRequest(
  table: TableDescription,
  form: ReadForm,
  page: { limit: number; from?: Item | undefined },
): QueryCommandInput | ScanCommandInput {
  const expressions = new Expressions();
  const keyConditions = form.mode === "query" ? keyConditionsOf(table, form).map((each) => expressions.add(each)) : [];
  const filters = form.filters.filter(({ attribute }) => attribute).map((each) => expressions.add(each));
  return {
    TableName: table.TableName,
    ...(form.index && { IndexName: form.index }),
    ...(keyConditions.length > 0 && { KeyConditionExpression: keyConditions.join(" AND ") }),
    ...(filters.length > 0 && { FilterExpression: filters.join(" AND ") }),
    ...expressions.placeholders(),
    ...(form.mode === "query" && form.descending && { ScanIndexForward: false }),
    ...(page.from && { ExclusiveStartKey: page.from }),
    Limit: page.limit,
    ReturnConsumedCapacity: "TOTAL",
  };
}

function keyConditionsOf(table: TableDescription, form: ReadForm): Condition[] {
  const { partition, sort } = keyOf(table, form.index);
  const conditions: Condition[] = [
    { attribute: partition.name, type: partition.type, comparison: "=", value: form.partitionValue, other: "" },
  ];
  if (sort && form.sort.value) conditions.push({ attribute: sort.name, type: sort.type, ...form.sort });
  return conditions;
}

/** Expressions with placeholders for every name and value, so that neither can be mistaken for a word of theirs. */
class Expressions {
  private readonly names = new Map<string, string>();
  private readonly values: Record<string, AttributeValue> = {};

  add(condition: Condition): string {
    const name = this.name(condition.attribute);
    const value = (text: string) => this.value(valueOf(condition.type, text, condition.attribute));
    switch (condition.comparison) {
      case "attribute_exists":
      case "attribute_not_exists":
        return `${condition.comparison}(${name})`;
      case "begins_with":
      case "contains":
        return `${condition.comparison}(${name}, ${value(condition.value)})`;
      case "BETWEEN":
        return `${name} BETWEEN ${value(condition.value)} AND ${value(condition.other)}`;
      default:
        return `${name} ${condition.comparison} ${value(condition.value)}`;
    }
  }

  placeholders(): Pick<ScanCommandInput, "ExpressionAttributeNames" | "ExpressionAttributeValues"> {
    const names = Object.fromEntries([...this.names].map(([name, placeholder]) => [placeholder, name]));
    return {
      ...(this.names.size > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
    };
  }

  private name(attribute: string): string {
    const placeholder = this.names.get(attribute) ?? `#n${this.names.size}`;
    this.names.set(attribute, placeholder);
    return placeholder;
  }

  private value(value: AttributeValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}
