import { describe, expect, it } from "vitest";
import { EMPTY_INDEX, type IndexForm } from "../../shared/indexes/index-form";
import { isProvisioned, problemsOf, requestOf } from "./request";

const BY_YEAR: IndexForm = {
  name: " ByYear ",
  partitionKey: { name: "Year", type: "N" },
  sortKey: { name: "SongTitle", type: "S" },
  projection: "INCLUDE",
  included: "Genre, Awards,",
};

describe("requestOf", () => {
  it("defines the attributes of the index's key and no others", () => {
    expect(requestOf("Music", BY_YEAR, null)).toEqual({
      TableName: "Music",
      AttributeDefinitions: [
        { AttributeName: "Year", AttributeType: "N" },
        { AttributeName: "SongTitle", AttributeType: "S" },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "ByYear",
            KeySchema: [
              { AttributeName: "Year", KeyType: "HASH" },
              { AttributeName: "SongTitle", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["Genre", "Awards"] },
          },
        },
      ],
    });
  });

  it("gives the index capacity of its own in a provisioned table", () => {
    const { GlobalSecondaryIndexUpdates } = requestOf("Music", BY_YEAR, { readCapacity: "7", writeCapacity: "3" });
    const throughput = { ReadCapacityUnits: 7, WriteCapacityUnits: 3 };
    expect(GlobalSecondaryIndexUpdates?.[0]?.Create?.ProvisionedThroughput).toEqual(throughput);
  });
});

describe("problemsOf", () => {
  it("asks for a name and a partition key", () => {
    expect(Object.keys(problemsOf(EMPTY_INDEX))).toEqual(["name", "partitionKey"]);
    expect(problemsOf(BY_YEAR)).toEqual({});
  });
});

describe("isProvisioned", () => {
  it("knows a table without a billing mode as provisioned, as the service describes it", () => {
    expect(isProvisioned({})).toBe(true);
    expect(isProvisioned({ BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" } })).toBe(false);
  });
});
