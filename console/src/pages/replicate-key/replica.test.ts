import { expect, it } from "vitest";
import { namesServicesOf, policyIn, replicateInput } from "./replica";

const POLICY = '{"Condition":{"StringEquals":{"kms:ViaService":"dynamodb.us-east-1.amazonaws.com"}}}';

it("a replica key's policy names the service of its own region", () => {
  expect(policyIn("eu-west-1", POLICY, "us-east-1")).toBe(POLICY.replace("us-east-1", "eu-west-1"));
  expect(policyIn("eu-west-1", POLICY, "sa-east-1")).toBe(POLICY);
  expect(namesServicesOf("us-east-1", POLICY)).toBe(true);
  expect(namesServicesOf("us-east-1", '{"Principal":{"Service":"dynamodb.amazonaws.com"}}')).toBe(false);
});

it("a replica key gets what the form says, and nothing of the primary key besides", () => {
  const form = { regions: ["eu-west-1"], alias: "a", description: "d", tags: [{ key: "k", value: "v" }], policy: POLICY };
  expect(replicateInput("arn", "us-east-1", "eu-west-1", form)).toEqual({
    KeyId: "arn",
    ReplicaRegion: "eu-west-1",
    Description: "d",
    Tags: [{ TagKey: "k", TagValue: "v" }],
    Policy: policyIn("eu-west-1", POLICY, "us-east-1"),
  });
});
