import { describe, expect, it } from "vitest";
import { chainsOf } from "./chains";
import { BOX, layoutOf } from "./layout";

const KEY = { metadata: { KeyId: "1", Arn: "arn:aws:kms:r:a:key/1", KeyState: "Enabled" as const }, aliases: ["alias/music"] };
const under = (arn: string, more: object = {}) => ({ SSEDescription: { SSEType: "KMS" as const, KMSMasterKeyArn: arn, ...more } });

describe("chainsOf", () => {
  it("puts the tables of a key together, those under the AWS owned key last", () => {
    const tables = [
      { TableName: "c" },
      { TableName: "b", ...under("arn:aws:kms:r:a:key/1") },
      { TableName: "a", ...under("arn:aws:kms:r:other:key/2") },
      { TableName: "a2", ...under("arn:aws:kms:r:a:key/1") },
    ];
    expect(chainsOf(tables, [KEY]).map(({ keyText, table }) => [keyText, table])).toEqual([
      ["2", "a"],
      ["music", "a2"],
      ["music", "b"],
      ["AWS owned key", "c"],
    ]);
  });

  it("has indexes of both kinds and the stream that is on", () => {
    const table = {
      TableName: "t",
      LocalSecondaryIndexes: [{ IndexName: "local" }],
      GlobalSecondaryIndexes: [{ IndexName: "global" }],
      StreamSpecification: { StreamEnabled: true },
      LatestStreamLabel: "2026",
    };
    expect(chainsOf([table], [])[0]?.parts).toEqual([
      { kind: "index", name: "local" },
      { kind: "index", name: "global" },
      { kind: "stream", name: "2026" },
    ]);
    expect(chainsOf([{ TableName: "t", LatestStreamLabel: "2025" }], [])[0]?.parts).toEqual([]);
  });

  it.each([
    ["usable", {}, "Enabled"],
    ["changing", { Status: "UPDATING" }, "Enabled"],
    ["at risk", {}, "Disabled"],
    ["at risk", {}, "PendingDeletion"],
    ["inaccessible", { InaccessibleEncryptionDateTime: new Date(0) }, "Disabled"],
  ] as const)("is %s with %o while the key is %s", (state, encryption, KeyState) => {
    const key = { ...KEY, metadata: { ...KEY.metadata, KeyState } };
    expect(chainsOf([{ TableName: "t", ...under("arn:aws:kms:r:a:key/1", encryption) }], [key])[0]?.state).toBe(state);
  });
});

describe("layoutOf", () => {
  const index = (name: string) => ({ IndexName: name });
  const layout = layoutOf(
    chainsOf(
      [
        { TableName: "a", ...under("arn:aws:kms:r:a:key/1"), GlobalSecondaryIndexes: [index("one"), index("two")] },
        { TableName: "b", ...under("arn:aws:kms:r:a:key/1") },
        { TableName: "c" },
      ],
      [KEY],
    ),
  );

  it("draws a key once, each table and each part, and joins them", () => {
    expect(layout.boxes.map(({ id }) => id)).toEqual([
      "key arn:aws:kms:r:a:key/1",
      "table a",
      "index a one",
      "index a two",
      "table b",
      "key owned",
      "table c",
    ]);
    expect(layout.lines).toHaveLength(5);
  });

  it("lets no boxes overlap, and all lie within the picture", () => {
    for (const [position, one] of layout.boxes.entries()) {
      expect(one.x + BOX.width).toBeLessThanOrEqual(layout.width);
      expect(one.y + BOX.height).toBeLessThanOrEqual(layout.height);
      for (const other of layout.boxes.slice(position + 1)) {
        expect(Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height).toBe(true);
      }
    }
  });

  it("is empty without tables", () => {
    expect(layoutOf([])).toMatchObject({ boxes: [], lines: [], height: 0 });
  });
});
