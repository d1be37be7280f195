import { expect, it } from "vitest";
import { itemChanges } from "./item-changes";

const SONG = { Artist: { S: "Acme" }, Year: { N: "1999" }, Genre: { S: "Rock" }, Bytes: { B: Uint8Array.of(1) } };

it("touches what differs and nothing else", () => {
  const after = { Artist: { S: "Acme" }, Year: { N: "2000" }, Bytes: { B: Uint8Array.of(1) }, New: { BOOL: true } };
  expect(itemChanges(SONG, after, ["Artist"])).toEqual({
    UpdateExpression: "SET #n0 = :v0, #n2 = :v2 REMOVE #n1",
    ConditionExpression: "attribute_exists(#key)",
    ExpressionAttributeNames: { "#n0": "Year", "#n1": "Genre", "#n2": "New", "#key": "Artist" },
    ExpressionAttributeValues: { ":v0": { N: "2000" }, ":v2": { BOOL: true } },
  });
});

it("sends no values when attributes only go", () => {
  const after = { Artist: SONG.Artist, Year: SONG.Year, Bytes: SONG.Bytes };
  expect(itemChanges(SONG, after, ["Artist"])).not.toHaveProperty("ExpressionAttributeValues");
});

it("asks for nothing when nothing differs", () => {
  expect(itemChanges(SONG, { ...SONG }, ["Artist"])).toBeUndefined();
});
