import { expect, it } from "vitest";
import { EMPTY_TEXT, itemOfRows, rowsOf } from "./item-rows";

it("lists the key first, and gives the item back", () => {
  const item = { Genre: { S: "Rock" }, Ratings: { L: [{ N: "5" }] }, Artist: { S: "Acme" } };
  const rows = rowsOf(item, ["Artist"]);
  expect(rows.map(({ name }) => name)).toEqual(["Artist", "Genre", "Ratings"]);
  expect(itemOfRows(rows)).toEqual(item);
});

it("names the attribute with which something is wrong", () => {
  expect(() => itemOfRows([{ id: "1", name: "Tags", type: "SS", text: "a" }])).toThrow("Tags: this is not JSON.");
});

it("takes each name once", () => {
  const row = { name: "Genre", type: "S" as const, text: "" };
  expect(() => itemOfRows([{ id: "1", ...row }, { id: "2", ...row }])).toThrow("Genre stands there twice.");
});

it("begins each type with a value that the type takes", () => {
  for (const [type, text] of Object.entries(EMPTY_TEXT)) {
    expect(() => itemOfRows([{ id: "1", name: "a", type: type as keyof typeof EMPTY_TEXT, text }])).not.toThrow();
  }
});
