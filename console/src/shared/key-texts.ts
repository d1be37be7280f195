import type { KeyMetadata } from "@aws-sdk/client-kms";

const USAGES: Readonly<Record<string, string>> = {
  ENCRYPT_DECRYPT: "Encrypt and decrypt",
  SIGN_VERIFY: "Sign and verify",
  GENERATE_VERIFY_MAC: "Generate and verify MAC",
  KEY_AGREEMENT: "Key agreement",
  ENCAPSULATE_DECAPSULATE: "Encapsulate and decapsulate",
};
const ORIGINS: Readonly<Record<string, string>> = {
  AWS_KMS: "KMS",
  EXTERNAL: "External (Import key material)",
  AWS_CLOUDHSM: "AWS CloudHSM key store",
  EXTERNAL_KEY_STORE: "External key store",
};

export function usageText(usage: string | undefined): string {
  return USAGES[usage ?? ""] ?? usage ?? "-";
}

export function originText(origin: string | undefined): string {
  return ORIGINS[origin ?? ""] ?? origin ?? "-";
}

/** Whether one secret or a pair of keys is behind the key. */
export function keyTypeText({ KeySpec: spec }: Pick<KeyMetadata, "KeySpec">): string {
  if (spec === undefined) return "-";
  return spec === "SYMMETRIC_DEFAULT" || spec.startsWith("HMAC_") ? "Symmetric" : "Asymmetric";
}
