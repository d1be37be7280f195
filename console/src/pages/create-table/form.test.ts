import { describe, expect, it } from "vitest";
import { EMPTY_FORM, problemsOf, requestOf, type TableForm, type TableIndexForm } from "./form";

const MUSIC: TableForm = {
  ...EMPTY_FORM,
  name: " Music ",
  partitionKey: { name: "Artist", type: "S" },
  sortKey: { name: "SongTitle", type: "S" },
};
const BY_YEAR: TableIndexForm = {
  id: "1",
  kind: "global",
  name: "ByYear",
  partitionKey: { name: "Year", type: "N" },
  sortKey: { name: "", type: "S" },
  projection: "INCLUDE",
  included: "Genre, Awards,",
};

describe("requestOf", () => {
  it("asks for a table on demand under the AWS owned key by default", () => {
    expect(requestOf(MUSIC)).toEqual({
      TableName: "Music",
      AttributeDefinitions: [
        { AttributeName: "Artist", AttributeType: "S" },
        { AttributeName: "SongTitle", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "Artist", KeyType: "HASH" },
        { AttributeName: "SongTitle", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      SSESpecification: { Enabled: false },
      TableClass: "STANDARD",
      DeletionProtectionEnabled: false,
    });
  });

  it("leaves a sort key out that has no name", () => {
    const { KeySchema, AttributeDefinitions } = requestOf({ ...MUSIC, sortKey: { name: "", type: "N" } });
    expect(KeySchema).toHaveLength(1);
    expect(AttributeDefinitions).toHaveLength(1);
  });

  it("gives global indexes the table's throughput and their own key", () => {
    const { GlobalSecondaryIndexes, ProvisionedThroughput, AttributeDefinitions } = requestOf({
      ...MUSIC,
      settings: "custom",
      capacityMode: "PROVISIONED",
      readCapacity: "7",
      writeCapacity: "3",
      indexes: [BY_YEAR],
    });
    const throughput = { ReadCapacityUnits: 7, WriteCapacityUnits: 3 };
    expect(ProvisionedThroughput).toEqual(throughput);
    expect(AttributeDefinitions).toContainEqual({ AttributeName: "Year", AttributeType: "N" });
    expect(GlobalSecondaryIndexes).toEqual([
      {
        IndexName: "ByYear",
        KeySchema: [{ AttributeName: "Year", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["Genre", "Awards"] },
        ProvisionedThroughput: throughput,
      },
    ]);
  });

  it("gives local indexes the table's partition key", () => {
    const local: TableIndexForm = { ...BY_YEAR, kind: "local", sortKey: { name: "Year", type: "N" }, projection: "ALL" };
    const { LocalSecondaryIndexes } = requestOf({ ...MUSIC, settings: "custom", indexes: [local] });
    expect(LocalSecondaryIndexes?.[0]?.KeySchema).toEqual([
      { AttributeName: "Artist", KeyType: "HASH" },
      { AttributeName: "Year", KeyType: "RANGE" },
    ]);
  });

  it("does not count what was typed before default settings were chosen", () => {
    const { GlobalSecondaryIndexes, Tags } = requestOf({
      ...MUSIC,
      indexes: [BY_YEAR],
      tags: [{ key: "team", value: "music" }],
    });
    expect(GlobalSecondaryIndexes).toBeUndefined();
    expect(Tags).toBeUndefined();
  });
});

describe("problemsOf", () => {
  it("finds nothing wrong with a whole form", () => {
    expect(problemsOf(MUSIC)).toEqual({});
  });

  it("asks for what is missing", () => {
    const form: TableForm = {
      ...EMPTY_FORM,
      settings: "custom",
      encryption: { type: "customer", keyId: " " },
      indexes: [{ ...BY_YEAR, partitionKey: { name: "", type: "S" } }],
    };
    expect(Object.keys(problemsOf(form)).sort()).toEqual(["indexes", "key", "name", "partitionKey"]);
  });
});
