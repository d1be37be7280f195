import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { base64Of, bytesOf } from "./base64";

export type Item = Record<string, AttributeValue>;

/** An attribute's type as the wire names it. */
export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** The type of a value, and what stands below it. */
export function typed(value: AttributeValue): { type: AttributeType; content: unknown } {
  const [entry] = Object.entries(value).filter(([, content]) => content !== undefined);
  return { type: (entry?.[0] ?? "NULL") as AttributeType, content: entry?.[1] };
}

/** An item in DynamoDB JSON, indented. */
export function jsonOf(item: Item): string {
  return JSON.stringify(wireItem(item), null, 2);
}

/** The item that a text in DynamoDB JSON stands for. Raises an Error that says where it is none. */
export function itemOf(text: string): Item {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
  return readItem(document, "The item");
}

/** A value as it is written below its type: text for S, N and B, JSON for what has parts. */
export function contentText(value: AttributeValue): string {
  const { type, content } = typed(value);
  if (type === "S" || type === "N") return content as string;
  if (type === "B") return base64Of(content as Uint8Array);
  return JSON.stringify(wireContent(value));
}

/** The value of a type that a text stands for. Raises an Error that says what is wrong with it. */
export function valueOf(type: AttributeType, text: string, where: string): AttributeValue {
  if (type === "S" || type === "N" || type === "B") return readValue({ [type]: text }, where);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error(`${where}: this is not JSON.`);
  }
  return readValue({ [type]: content }, where);
}

function wireItem(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wireValue(value)]));
}

function wireValue(value: AttributeValue): Record<string, unknown> {
  return { [typed(value).type]: wireContent(value) };
}

function wireContent(value: AttributeValue): unknown {
  const { type, content } = typed(value);
  if (type === "B") return base64Of(content as Uint8Array);
  if (type === "BS") return (content as Uint8Array[]).map(base64Of);
  if (type === "L") return (content as AttributeValue[]).map(wireValue);
  if (type === "M") return wireItem(content as Item);
  return content;
}

function readItem(document: unknown, where: string): Item {
  if (!isObject(document)) throw new Error(`${where}: an object of attributes is expected.`);
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, readValue(value, name)] as const),
  );
}

function readValue(value: unknown, where: string): AttributeValue {
  const entries = isObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1) {
    throw new Error(`${where}: a value is written with its type, such as {"S": "text"} or {"N": "1"}.`);
  }
  const [type, content] = entry;
  const read = READERS[type as AttributeType] as Reader | undefined;
  if (!read) throw new Error(`${where}: there is no type ${type}.`);
  return read(content, where);
}

type Reader = (content: unknown, where: string) => AttributeValue;

/** Shapes only: whether a number is one, and a set has doubles, the service says. */
const READERS: Readonly<Record<AttributeType, Reader>> = {
  S: (content, where) => ({ S: text(content, where, "S") }),
  N: (content, where) => ({ N: text(content, where, "N") }),
  B: (content, where) => ({ B: bytesOf(text(content, where, "B")) }),
  BOOL: (content, where) => {
    if (typeof content !== "boolean") throw new Error(`${where}: BOOL takes true or false.`);
    return { BOOL: content };
  },
  NULL: (content, where) => {
    if (content !== true) throw new Error(`${where}: NULL takes true.`);
    return { NULL: true };
  },
  SS: (content, where) => ({ SS: texts(content, where, "SS") }),
  NS: (content, where) => ({ NS: texts(content, where, "NS") }),
  BS: (content, where) => ({ BS: texts(content, where, "BS").map(bytesOf) }),
  L: (content, where) => {
    if (!Array.isArray(content)) throw new Error(`${where}: L takes a list of values.`);
    return { L: content.map((value, position) => readValue(value, `${where}[${position}]`)) };
  },
  M: (content, where) => ({ M: readItem(content, where) }),
};

function text(content: unknown, where: string, type: string): string {
  if (typeof content !== "string") throw new Error(`${where}: ${type} takes a text, numbers too.`);
  return content;
}

function texts(content: unknown, where: string, type: string): string[] {
  if (!Array.isArray(content)) throw new Error(`${where}: ${type} takes a list of texts.`);
  return content.map((element) => text(element, where, type));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
