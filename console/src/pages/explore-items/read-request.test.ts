import { describe, expect, it } from "vitest";
import { EMPTY_READ, keyOf, readRequest, type ReadForm } from "./read-request";

const MUSIC = {
  TableName: "Music",
  AttributeDefinitions: [
    { AttributeName: "Artist", AttributeType: "S" as const },
    { AttributeName: "Year", AttributeType: "N" as const },
  ],
  KeySchema: [
    { AttributeName: "Artist", KeyType: "HASH" as const },
    { AttributeName: "Year", KeyType: "RANGE" as const },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: "ByYear", KeySchema: [{ AttributeName: "Year", KeyType: "HASH" as const }] },
  ],
};
const QUERY: ReadForm = { ...EMPTY_READ, mode: "query", partitionValue: "Acme" };

describe("readRequest", () => {
  it("scans the whole table without a filter", () => {
    expect(readRequest(MUSIC, EMPTY_READ, { limit: 50 })).toEqual({
      TableName: "Music",
      Limit: 50,
      ReturnConsumedCapacity: "TOTAL",
    });
  });

  it("queries by the partition key and a condition on the sort key", () => {
    const form: ReadForm = { ...QUERY, sort: { comparison: "BETWEEN", value: "1990", other: "1999" }, descending: true };
    expect(readRequest(MUSIC, form, { limit: 10 })).toMatchObject({
      KeyConditionExpression: "#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2",
      ExpressionAttributeNames: { "#n0": "Artist", "#n1": "Year" },
      ExpressionAttributeValues: { ":v0": { S: "Acme" }, ":v1": { N: "1990" }, ":v2": { N: "1999" } },
      ScanIndexForward: false,
    });
  });

  it("takes an index's own key", () => {
    const request = readRequest(MUSIC, { ...QUERY, index: "ByYear", partitionValue: "1999" }, { limit: 10 });
    expect(request).toMatchObject({
      IndexName: "ByYear",
      KeyConditionExpression: "#n0 = :v0",
      ExpressionAttributeNames: { "#n0": "Year" },
      ExpressionAttributeValues: { ":v0": { N: "1999" } },
    });
  });

  it("joins filters, and names an attribute once", () => {
    const filters = [
      { attribute: "size", type: "N" as const, comparison: ">" as const, value: "1", other: "" },
      { attribute: "size", type: "N" as const, comparison: "<" as const, value: "9", other: "" },
      { attribute: "gone", type: "S" as const, comparison: "attribute_not_exists" as const, value: "", other: "" },
      { attribute: "", type: "S" as const, comparison: "=" as const, value: "unfinished", other: "" },
    ];
    expect(readRequest(MUSIC, { ...EMPTY_READ, filters }, { limit: 10 })).toMatchObject({
      FilterExpression: "#n0 > :v0 AND #n0 < :v1 AND attribute_not_exists(#n1)",
      ExpressionAttributeNames: { "#n0": "size", "#n1": "gone" },
      ExpressionAttributeValues: { ":v0": { N: "1" }, ":v1": { N: "9" } },
    });
  });

  it("goes on where the last page ended", () => {
    const from = { Artist: { S: "Acme" }, Year: { N: "1" } };
    expect(readRequest(MUSIC, EMPTY_READ, { limit: 10, from })).toMatchObject({ ExclusiveStartKey: from });
  });

  it("refuses a value that its type does not take", () => {
    const filters = [{ attribute: "b", type: "BOOL" as const, comparison: "=" as const, value: "yes", other: "" }];
    expect(() => readRequest(MUSIC, { ...EMPTY_READ, filters }, { limit: 10 })).toThrow("b: this is not JSON.");
  });
});

describe("keyOf", () => {
  it("is the table's or the index's", () => {
    expect(keyOf(MUSIC, "").sort).toEqual({ name: "Year", type: "N" });
    expect(keyOf(MUSIC, "ByYear")).toEqual({ partition: { name: "Year", type: "N" }, sort: undefined });
  });
});
