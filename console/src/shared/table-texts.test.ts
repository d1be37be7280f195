import { describe, expect, it } from "vitest";
import { bytesText, keyText } from "./table-texts";

describe("bytesText", () => {
  it.each([
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [1024, "1.0 KB"],
    [1536, "1.5 KB"],
    [1024 ** 2, "1.0 MB"],
    [3.25 * 1024 ** 3, "3.3 GB"],
    [1024 ** 5, "1024.0 TB"],
  ])("tells %d bytes as %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

describe("keyText", () => {
  const table = {
    KeySchema: [{ AttributeName: "Artist", KeyType: "HASH" as const }],
    AttributeDefinitions: [{ AttributeName: "Artist", AttributeType: "S" as const }],
  };

  it("names the attribute and its type", () => {
    expect(keyText(table, "HASH")).toBe("Artist (String)");
  });

  it("is a dash where the table has no such key", () => {
    expect(keyText(table, "RANGE")).toBe("-");
  });
});
