import { expect, it } from "vitest";
import { tablesUnder } from "./tables-under";

it("finds the tables of a key, whatever the state of their encryption", () => {
  const tables = [
    { TableName: "b", SSEDescription: { SSEType: "KMS" as const, KMSMasterKeyArn: "arn:1", Status: "ENABLED" as const } },
    { TableName: "a", SSEDescription: { SSEType: "KMS" as const, KMSMasterKeyArn: "arn:1", Status: "UPDATING" as const } },
    { TableName: "other", SSEDescription: { SSEType: "KMS" as const, KMSMasterKeyArn: "arn:2" } },
    { TableName: "owned" },
  ];
  expect(tablesUnder("arn:1", tables)).toEqual(["a", "b"]);
  expect(tablesUnder("arn:3", tables)).toEqual([]);
});
