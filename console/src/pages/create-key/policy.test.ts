import { describe, expect, it } from "vitest";
import { FIRST_CHOICES, withUsage, type Choices } from "./choices";
import { keyPolicy, policyText } from "./policy";

const ACCOUNT = "111122223333";
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const APP = `arn:aws:iam::${ACCOUNT}:role/app`;

const statements = (choices: Partial<Choices>) =>
  keyPolicy({ ...FIRST_CHOICES, ...choices }, ACCOUNT, "eu-west-1").Statement;

describe("keyPolicy", () => {
  it("always lets the account's IAM policies decide", () => {
    expect(statements({})).toEqual([
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
  });

  it("gives administrators what manages the key and nothing that uses it", () => {
    const [, statement] = statements({ administrators: [ALICE, APP] });
    expect(statement?.Principal).toEqual({ AWS: [ALICE, APP] });
    expect(statement?.Action).toContain("kms:ScheduleKeyDeletion");
    expect(statement?.Action).toContain("kms:Put*");
    for (const use of ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"]) expect(statement?.Action).not.toContain(use);
  });

  it("keeps deletion from administrators who shall not delete", () => {
    const [, statement] = statements({ administrators: [ALICE], canAdministratorsDelete: false });
    expect(statement?.Action).not.toContain("kms:ScheduleKeyDeletion");
    expect(statement?.Action).not.toContain("kms:CancelKeyDeletion");
  });

  it("adds import and replication where the key has them", () => {
    const [, statement] = statements({ administrators: [ALICE], origin: "EXTERNAL", isMultiRegion: true });
    expect(statement?.Action).toEqual(expect.arrayContaining(["kms:ImportKeyMaterial", "kms:ReplicateKey"]));
  });

  it("lets users use the key, and services on their behalf only by grants for AWS resources", () => {
    const [, use, grants] = statements({ users: [APP], accounts: ["444455556666"] });
    const principal = { AWS: [APP, "arn:aws:iam::444455556666:root"] };
    expect(use).toMatchObject({
      Sid: "Allow use of the key",
      Principal: principal,
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    });
    expect(grants).toMatchObject({
      Sid: "Allow attachment of persistent resources",
      Principal: principal,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    });
  });

  it.each([
    ["asymmetric", "SIGN_VERIFY", "kms:Sign"],
    ["asymmetric", "ENCRYPT_DECRYPT", "kms:GetPublicKey"],
    ["asymmetric", "KEY_AGREEMENT", "kms:DeriveSharedSecret"],
    ["symmetric", "GENERATE_VERIFY_MAC", "kms:GenerateMac"],
  ] as const)("lets users of %s keys for %s call %s, without grants for services", (keyType, usage, action) => {
    const chosen = statements(withUsage({ ...FIRST_CHOICES, users: [APP], canDynamoDBUse: true }, keyType, usage));
    expect(chosen).toHaveLength(2);
    expect(chosen[1]?.Action).toContain(action);
  });

  it("lets DynamoDB use the key for whoever may use DynamoDB, in its region", () => {
    const [, through, service] = statements({ canDynamoDBUse: true });
    expect(through?.Condition).toEqual({
      StringEquals: { "kms:CallerAccount": ACCOUNT, "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" },
    });
    expect(through?.Action).toContain("kms:CreateGrant");
    expect(service?.Principal).toEqual({ Service: "dynamodb.amazonaws.com" });
  });
});

describe("policyText", () => {
  it("is what was written by hand, when something was", () => {
    expect(policyText({ ...FIRST_CHOICES, writtenPolicy: "{}" }, ACCOUNT, "eu-west-1")).toBe("{}");
    expect(JSON.parse(policyText(FIRST_CHOICES, ACCOUNT, "eu-west-1"))).toEqual(
      keyPolicy(FIRST_CHOICES, ACCOUNT, "eu-west-1"),
    );
  });
});
