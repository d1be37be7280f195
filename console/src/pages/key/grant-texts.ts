import type { GrantConstraints } from "@aws-sdk/client-kms";

/** The encryption context that a grant is bound to, whichever way. */
export function constraintOf(constraints: GrantConstraints | undefined): Readonly<Record<string, string>> {
  return constraints?.EncryptionContextEquals ?? constraints?.EncryptionContextSubset ?? {};
}

/** An encryption context as text, its pairs in order; a dash when it is empty. */
export function contextText(context: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(context).map(([name, value]) => `${name} = ${value}`);
  return pairs.sort().join(", ") || "-";
}
