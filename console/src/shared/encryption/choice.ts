import type { SSEDescription, SSESpecification } from "@aws-sdk/client-dynamodb";

/** Whose key is to protect a table. */
export type EncryptionChoice = { type: "owned" } | { type: "managed" } | { type: "customer"; keyId: string };

/** `AWS` for `aws/dynamodb`, `CUSTOMER` for a key of the account's own; KMS's KeyManager. */
export type KeyManager = "AWS" | "CUSTOMER";

export const OWNED: EncryptionChoice = { type: "owned" };

/** What CreateTable and UpdateTable are asked for. */
export function specificationOf(choice: EncryptionChoice): SSESpecification {
  switch (choice.type) {
    case "owned":
      return { Enabled: false };
    case "managed":
      return { Enabled: true, SSEType: "KMS" };
    case "customer":
      return { Enabled: true, SSEType: "KMS", KMSMasterKeyId: choice.keyId.trim() };
  }
}

/** What a table has now. While KMS does not say who manages the key, a key of one's own is assumed. */
export function choiceOf(encryption: SSEDescription | undefined, manager: KeyManager | undefined): EncryptionChoice {
  if (encryption?.SSEType !== "KMS") return OWNED;
  return manager === "AWS" ? { type: "managed" } : { type: "customer", keyId: encryption.KMSMasterKeyArn ?? "" };
}

/** The encryption type in the service's words; a KMS key whose manager is not known is called just that. */
export function encryptionText(encryption: SSEDescription | undefined, manager: KeyManager | undefined): string {
  if (encryption?.SSEType !== "KMS") {
    return encryption?.Status === "UPDATING" ? "Changing" : "Owned by Amazon DynamoDB";
  }
  if (manager === "AWS") return "AWS managed key";
  return manager === "CUSTOMER" ? "Customer managed key" : "KMS key";
}
