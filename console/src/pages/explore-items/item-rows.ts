import { contentText, typed, valueOf, type AttributeType, type Item } from "../../shared/items/dynamodb-json";

/** An attribute of the form, as it is typed. */
export interface Row {
  id: string;
  name: string;
  type: AttributeType;
  text: string;
}

/** What stands in the form when a type is chosen. */
export const EMPTY_TEXT: Readonly<Record<AttributeType, string>> = {
  S: "",
  N: "",
  B: "",
  BOOL: "true",
  NULL: "true",
  SS: '["a"]',
  NS: '["1"]',
  BS: '["AA=="]',
  L: "[]",
  M: "{}",
};

/** The item's attributes, its key first. */
export function rowsOf(item: Item, keyNames: readonly string[]): Row[] {
  const names = [...keyNames, ...Object.keys(item).filter((name) => !keyNames.includes(name))];
  return names.flatMap((name) => {
    const value = item[name];
    return value ? [{ id: name, name, type: typed(value).type, text: contentText(value) }] : [];
  });
}

/** The item that the rows stand for. Raises an Error that names the row with which something is wrong. */
export function itemOfRows(rows: readonly Row[]): Item {
  const names = rows.map(({ name }) => name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) throw new Error(`${twice || "An attribute without a name"} stands there twice.`);
  return Object.fromEntries(rows.map(({ name, type, text }) => [name, valueOf(type, text, name)]));
}
