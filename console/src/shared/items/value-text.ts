import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { contentText } from "./dynamodb-json";

const LONGEST = 120;

/** A value as a cell of a table shows it: cut off when it is long. */
export function valueText(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  if (value.NULL) return "null";
  const text = contentText(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The names of all attributes of the items: those that come first, then the others as they are met. */
export function columnNames(items: readonly Record<string, unknown>[], first: readonly string[]): string[] {
  return [...new Set([...first, ...items.flatMap((item) => Object.keys(item))])];
}
