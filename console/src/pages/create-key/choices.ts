import type { CreateKeyCommandInput, KeySpec, KeyUsageType, OriginType } from "@aws-sdk/client-kms";
import type { Tag } from "../../shared/tags-editor";

export type KeyType = "symmetric" | "asymmetric";

/** What a person chose in the wizard. */
export interface Choices {
  keyType: KeyType;
  usage: KeyUsageType;
  spec: KeySpec;
  origin: OriginType;
  isMultiRegion: boolean;
  /** With or without `alias/` before it. */
  alias: string;
  description: string;
  tags: readonly Tag[];
  /** ARNs of IAM users and roles. */
  administrators: readonly string[];
  canAdministratorsDelete: boolean;
  /** ARNs of IAM users and roles. */
  users: readonly string[];
  canDynamoDBUse: boolean;
  /** Ids of other accounts. */
  accounts: readonly string[];
  /** The policy as it was written by hand; none while it follows from the choices. */
  writtenPolicy: string | null;
}

export const FIRST_CHOICES: Choices = {
  keyType: "symmetric",
  usage: "ENCRYPT_DECRYPT",
  spec: "SYMMETRIC_DEFAULT",
  origin: "AWS_KMS",
  isMultiRegion: false,
  alias: "",
  description: "",
  tags: [],
  administrators: [],
  canAdministratorsDelete: true,
  users: [],
  canDynamoDBUse: false,
  accounts: [],
  writtenPolicy: null,
};

const SYMMETRIC: Readonly<Partial<Record<KeyUsageType, readonly KeySpec[]>>> = {
  ENCRYPT_DECRYPT: ["SYMMETRIC_DEFAULT"],
  GENERATE_VERIFY_MAC: ["HMAC_256", "HMAC_224", "HMAC_384", "HMAC_512"],
};
const CURVES: readonly KeySpec[] = ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"];
const RSA: readonly KeySpec[] = ["RSA_2048", "RSA_3072", "RSA_4096"];
const ASYMMETRIC: Readonly<Partial<Record<KeyUsageType, readonly KeySpec[]>>> = {
  ENCRYPT_DECRYPT: RSA,
  SIGN_VERIFY: [...RSA, ...CURVES, "ECC_SECG_P256K1"],
  KEY_AGREEMENT: CURVES,
};

/** The key specs of a type by usage, each with the usual one first. Source: KMS developer guide, "Key spec reference". */
export function specsOf(keyType: KeyType): Readonly<Partial<Record<KeyUsageType, readonly KeySpec[]>>> {
  return keyType === "symmetric" ? SYMMETRIC : ASYMMETRIC;
}

/** The choices after another type or usage was chosen: the rest of them made to fit. */
export function withUsage(choices: Choices, keyType: KeyType, usage: KeyUsageType): Choices {
  const specs = specsOf(keyType);
  const fitting = specs[usage] ? usage : "ENCRYPT_DECRYPT";
  const [usual = "SYMMETRIC_DEFAULT"] = specs[fitting] ?? [];
  return { ...choices, keyType, usage: fitting, spec: usual };
}

/** Whether services can protect data with such a key: they use symmetric encryption keys only. */
export function isForServices({ spec }: Choices): boolean {
  return spec === "SYMMETRIC_DEFAULT";
}

/** The alias as the service wants it. */
export function aliasName(alias: string): string {
  const name = alias.trim();
  return name.startsWith("alias/") ? name : `alias/${name}`;
}

/** What is wrong with an alias; none if nothing is. `taken` are the account's aliases. */
export function aliasProblem(alias: string, taken: ReadonlySet<string>): string | null {
  const name = aliasName(alias);
  if (name === "alias/") return "Enter an alias.";
  if (!/^alias\/[\w/-]+$/.test(name)) return "An alias has letters, digits, underscores, hyphens and slashes only.";
  if (name.startsWith("alias/aws/")) return "Aliases that begin with aws/ belong to AWS managed keys.";
  if (name.length > 256) return "An alias has at most 256 characters, alias/ included.";
  return taken.has(name) ? "Another key of this region has this alias." : null;
}

/** The ids of other accounts that are not twelve digits. */
export function wrongAccounts(accounts: readonly string[]): string[] {
  return accounts.filter((account) => !/^\d{12}$/.test(account));
}

/** The request that makes the chosen key. */
export function createKeyInput(choices: Choices, policy: string): CreateKeyCommandInput {
  return {
    KeySpec: choices.spec,
    KeyUsage: choices.usage,
    Origin: choices.origin,
    MultiRegion: choices.isMultiRegion,
    Description: choices.description,
    Policy: policy,
    Tags: choices.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
  };
}
