import {
  DescribeKeyCommand,
  paginateListAliases,
  paginateListKeys,
  type KeyMetadata,
  type KMSClient,
} from "@aws-sdk/client-kms";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../session/session";
import { useKms } from "../../session/use-kms";

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
  const kms = useKms();
  const { scope } = useSession();
  return useQuery({ queryKey: [scope, "table-keys"], queryFn: () => tableKeys(kms) });
}

async function tableKeys(kms: KMSClient): Promise<TableKey[]> {
  const ids: string[] = [];
  for await (const page of paginateListKeys({ client: kms }, {})) {
    ids.push(...(page.Keys ?? []).flatMap(({ KeyId }) => (KeyId ? [KeyId] : [])));
  }
  const aliases = new Map<string, string[]>();
  for await (const page of paginateListAliases({ client: kms }, {})) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (AliasName && TargetKeyId) aliases.set(TargetKeyId, [...(aliases.get(TargetKeyId) ?? []), AliasName]);
    }
  }
  const keys = await Promise.all(ids.map((id) => describeKey(kms, id)));
  return keys.filter(canProtectTables).map(({ Arn = "", KeyId = "", KeyState = "", Description = "" }) => ({
    arn: Arn,
    id: KeyId,
    state: KeyState,
    description: Description,
    aliases: aliases.get(KeyId) ?? [],
  }));
}

/** The key's metadata; none when the caller may list keys but not look at this one. */
async function describeKey(kms: KMSClient, id: string): Promise<KeyMetadata | undefined> {
  try {
    return (await kms.send(new DescribeKeyCommand({ KeyId: id }))).KeyMetadata;
  } catch (error) {
    if (error instanceof Error && error.name === "AccessDeniedException") return undefined;
    throw error;
  }
}

function canProtectTables(key: KeyMetadata | undefined): key is KeyMetadata {
  return (
    key?.KeyManager === "CUSTOMER" && key.KeyUsage === "ENCRYPT_DECRYPT" && key.KeySpec === "SYMMETRIC_DEFAULT"
  );
}
