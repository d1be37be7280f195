import type { KeyUsageType } from "@aws-sdk/client-kms";
import { isForServices, type Choices } from "./choices";

interface Statement {
  Sid: string;
  Effect: "Allow";
  Principal: { AWS?: string | readonly string[]; Service?: string };
  Action: string | readonly string[];
  Resource: "*";
  Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface PolicyDocument {
  Id: string;
  Version: "2012-10-17";
  Statement: readonly Statement[];
}

/** The statements by which a policy of this console is known again. */
export const SIDS = {
  administrators: "Allow access for Key Administrators",
  users: "Allow use of the key",
  dynamodb:
    "Allow access through Amazon DynamoDB for all principals in the account that are authorized to use Amazon DynamoDB",
} as const;

const ADMINISTRATION = [
  "kms:Create*",
  "kms:Describe*",
  "kms:Enable*",
  "kms:List*",
  "kms:Put*",
  "kms:Update*",
  "kms:Revoke*",
  "kms:Disable*",
  "kms:Get*",
  "kms:Delete*",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:RotateKeyOnDemand",
];
const IMPORT = ["kms:ImportKeyMaterial"];
const REPLICATION = ["kms:ReplicateKey", "kms:UpdatePrimaryRegion"];
const DELETION = ["kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"];
const SERVICES_USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
const PAIRS_USE: Readonly<Partial<Record<KeyUsageType, readonly string[]>>> = {
  ENCRYPT_DECRYPT: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GetPublicKey"],
  SIGN_VERIFY: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign", "kms:Verify"],
  KEY_AGREEMENT: ["kms:DescribeKey", "kms:GetPublicKey", "kms:DeriveSharedSecret"],
  GENERATE_VERIFY_MAC: ["kms:DescribeKey", "kms:GenerateMac", "kms:VerifyMac"],
};

/**
 * The key policy that follows from the choices.
 *
 * Sources: KMS developer guide, "Default key policy", for the account, administrators and users; DynamoDB developer
 * guide, "Encryption at rest: usage notes", for DynamoDB as a user.
 */
export function keyPolicy(choices: Choices, account: string, region: string): PolicyDocument {
  const users = [...choices.users, ...choices.accounts.map((other) => `arn:aws:iam::${other}:root`)];
  return {
    Id: "key-consolepolicy-3",
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      ...(choices.administrators.length ? [administrators(choices)] : []),
      ...(users.length ? usersStatements(choices, users) : []),
      ...(choices.canDynamoDBUse && isForServices(choices) ? dynamodbStatements(account, region) : []),
    ],
  };
}

/** The policy's text: as it was written by hand, else as it follows from the choices. */
export function policyText(choices: Choices, account: string, region: string): string {
  return choices.writtenPolicy ?? JSON.stringify(keyPolicy(choices, account, region), null, 2);
}

function administrators(choices: Choices): Statement {
  return {
    Sid: SIDS.administrators,
    Effect: "Allow",
    Principal: { AWS: choices.administrators },
    Action: [
      ...ADMINISTRATION,
      ...(choices.origin === "EXTERNAL" ? IMPORT : []),
      ...(choices.isMultiRegion ? REPLICATION : []),
      ...(choices.canAdministratorsDelete ? DELETION : []),
    ],
    Resource: "*",
  };
}

function usersStatements(choices: Choices, users: readonly string[]): Statement[] {
  const use: Statement = {
    Sid: SIDS.users,
    Effect: "Allow",
    Principal: { AWS: users },
    Action: isForServices(choices) ? SERVICES_USE : (PAIRS_USE[choices.usage] ?? []),
    Resource: "*",
  };
  if (!isForServices(choices)) return [use];
  const grants: Statement = {
    Sid: "Allow attachment of persistent resources",
    Effect: "Allow",
    Principal: { AWS: users },
    Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    Resource: "*",
    Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  };
  return [use, grants];
}

function dynamodbStatements(account: string, region: string): Statement[] {
  return [
    {
      Sid: SIDS.dynamodb,
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [...SERVICES_USE, "kms:CreateGrant"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": account, "kms:ViaService": `dynamodb.${region}.amazonaws.com` },
      },
    },
    {
      Sid: "Allow DynamoDB to get information about the key",
      Effect: "Allow",
      Principal: { Service: "dynamodb.amazonaws.com" },
      Action: ["kms:Describe*", "kms:Get*", "kms:List*"],
      Resource: "*",
    },
  ];
}
