import type { KeyMetadata } from "@aws-sdk/client-kms";
import { useKmsKeys } from "../kms-keys";

/** A customer managed key that a table can be put under, with its aliases. */
export interface TableKey {
  arn: string;
  id: string;
  state: string;
  description: string;
  aliases: readonly string[];
}

/** The account's keys that a table can be put under: its own, symmetric, for encryption. */
export function useTableKeys() {
  const { data, isError, isPending, error } = useKmsKeys();
  const keys = data
    ?.filter(({ metadata }) => canProtectTables(metadata))
    .map(({ metadata: { Arn = "", KeyId = "", KeyState = "", Description = "" }, aliases }): TableKey => {
      return { arn: Arn, id: KeyId, state: KeyState, description: Description, aliases };
    });
  return { data: keys, isError, isPending, error };
}

function canProtectTables(key: KeyMetadata): boolean {
  return key.KeyManager === "CUSTOMER" && key.KeyUsage === "ENCRYPT_DECRYPT" && key.KeySpec === "SYMMETRIC_DEFAULT";
}
