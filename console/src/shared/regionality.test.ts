import { expect, it } from "vitest";
import { isReplica, regionalityText, relatedKeys, replicaRegions } from "./regionality";

const keyIn = (Region: string) => ({ Arn: `arn:aws:kms:${Region}:1:key/mrk-1`, Region });
const RELATED = { PrimaryKey: keyIn("us-east-1"), ReplicaKeys: [keyIn("eu-west-1"), keyIn("sa-east-1")] };
const PRIMARY = {
  Arn: keyIn("us-east-1").Arn,
  MultiRegion: true,
  MultiRegionConfiguration: { ...RELATED, MultiRegionKeyType: "PRIMARY" },
} as const;
const REPLICA = {
  Arn: keyIn("eu-west-1").Arn,
  MultiRegion: true,
  MultiRegionConfiguration: { ...RELATED, MultiRegionKeyType: "REPLICA" },
} as const;

it.each([
  [{ MultiRegion: false }, "Single-Region key", false],
  [PRIMARY, "Multi-Region primary key", false],
  [REPLICA, "Multi-Region replica key", true],
])("tells what a key is among related ones", (metadata, text, replica) => {
  expect(regionalityText(metadata)).toBe(text);
  expect(isReplica(metadata)).toBe(replica);
});

it("lists the other related keys, the primary one first", () => {
  expect(relatedKeys(PRIMARY).map(({ region }) => region)).toEqual(["eu-west-1", "sa-east-1"]);
  expect(relatedKeys(REPLICA).map(({ region, isPrimary }) => [region, isPrimary])).toEqual([
    ["us-east-1", true],
    ["sa-east-1", false],
  ]);
  expect(relatedKeys({ MultiRegion: false })).toEqual([]);
  expect(replicaRegions(REPLICA)).toEqual(["eu-west-1", "sa-east-1"]);
});
