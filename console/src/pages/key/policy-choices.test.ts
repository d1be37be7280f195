import { describe, expect, it } from "vitest";
import { FIRST_CHOICES, type Choices } from "../create-key/choices";
import { choicesOf, policyOf } from "./policy-choices";

const METADATA = {
  KeyId: "1",
  Arn: "arn:aws:kms:eu-west-1:111122223333:key/1",
  KeySpec: "SYMMETRIC_DEFAULT",
  KeyUsage: "ENCRYPT_DECRYPT",
  Origin: "AWS_KMS",
  MultiRegion: false,
} as const;
const ALICE = "arn:aws:iam::111122223333:user/alice";
const BOB = "arn:aws:iam::111122223333:user/bob";

describe("choicesOf", () => {
  it.each<Partial<Choices>>([
    {},
    { administrators: [ALICE] },
    { administrators: [ALICE, BOB], canAdministratorsDelete: false, users: [BOB] },
    { users: [ALICE], accounts: ["444455556666"], canDynamoDBUse: true },
  ])("reads back what the wizard wrote: %o", (chosen) => {
    const choices = { ...FIRST_CHOICES, ...chosen };
    expect(choicesOf(policyOf(choices, METADATA), METADATA)).toEqual(choices);
  });

  it("reads a principal that stands alone, and another order", () => {
    const text = policyOf({ ...FIRST_CHOICES, administrators: [ALICE] }, METADATA);
    const { Statement } = JSON.parse(text) as { Statement: { Principal: { AWS: unknown } }[] };
    const alone = Statement.map((statement) => ({ ...statement, Principal: { AWS: [statement.Principal.AWS].flat()[0] } }));
    expect(choicesOf(JSON.stringify({ Statement: alone.reverse() }), METADATA)?.administrators).toEqual([ALICE]);
  });

  it.each([
    ["another statement", (text: string) => text.replace('"Statement": [', '"Statement": [{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"},')],
    ["another action", (text: string) => text.replace('"kms:Get*"', '"kms:Decrypt"')],
    ["everybody", (text: string) => text.replace(`"${ALICE}"`, '"*", {"odd": 1}')],
    ["no JSON", () => "{"],
  ])("does not read a policy with %s", (_, change) => {
    const text = policyOf({ ...FIRST_CHOICES, administrators: [ALICE] }, METADATA);
    expect(choicesOf(change(text), METADATA)).toBeNull();
  });
});
