import {
  DescribeKeyCommand,
  paginateListAliases,
  paginateListKeys,
  type KeyMetadata,
  type KMSClient,
} from "@aws-sdk/client-kms";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../session/session";
import { useKms } from "../session/use-kms";

/** A KMS key with its aliases, such as `alias/orders`. Of a key that the principal may not describe only id and ARN
 * are known. */
export interface KmsKey {
  metadata: KeyMetadata;
  aliases: readonly string[];
  /** Why its aliases are not known; none where they are. */
  aliasesDenial?: Error;
}

/** Every KMS key of the account and region. */
export function useKmsKeys() {
  const kms = useKms();
  const { scope } = useSession();
  return useQuery({ queryKey: [scope, "kms-keys"], queryFn: () => describeKeys(kms) });
}

/** How a person calls the key: its first alias without the prefix, else its id. */
export function keyName({ metadata, aliases }: KmsKey): string {
  return aliases[0]?.replace(/^alias\//, "") ?? metadata.KeyId ?? "";
}

/** Whether the key awaits its deletion, as a primary key also that of its replicas. */
export function isDeleting(state: KeyMetadata["KeyState"]): boolean {
  return state === "PendingDeletion" || state === "PendingReplicaDeletion";
}

/** How a person reads the aliases of a key. */
export function aliasesText({ aliases, aliasesDenial }: KmsKey): string {
  if (aliasesDenial) return "Not known";
  return aliases.map((alias) => alias.replace(/^alias\//, "")).join(", ") || "-";
}

/** Adds their aliases to keys. A principal that may not list aliases may still see the keys. */
export async function withAliases(kms: KMSClient, keys: readonly KeyMetadata[]): Promise<KmsKey[]> {
  try {
    const aliases = await aliasesByKey(kms);
    return keys.map((metadata) => ({ metadata, aliases: aliases.get(metadata.KeyId ?? "") ?? [] }));
  } catch (error) {
    if (!isDenialOf(error)) throw error;
    return keys.map((metadata) => ({ metadata, aliases: [], aliasesDenial: error }));
  }
}

/** The aliases of the account and region by the id of their key. */
async function aliasesByKey(kms: KMSClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for await (const page of paginateListAliases({ client: kms }, {})) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (AliasName && TargetKeyId) found.set(TargetKeyId, [...(found.get(TargetKeyId) ?? []), AliasName]);
    }
  }
  return found;
}

async function describeKeys(kms: KMSClient): Promise<KmsKey[]> {
  const listed: KeyMetadata[] = [];
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId, KeyArn } of page.Keys ?? []) listed.push({ KeyId, Arn: KeyArn });
  }
  const keys = await Promise.all(listed.map((key) => describeKey(kms, key)));
  return withAliases(
    kms,
    keys.filter((metadata) => metadata !== undefined),
  );
}

/** What is known of a listed key; nothing when it was deleted since it was listed. */
async function describeKey(kms: KMSClient, listed: KeyMetadata): Promise<KeyMetadata | undefined> {
  try {
    return (await kms.send(new DescribeKeyCommand({ KeyId: listed.KeyId }))).KeyMetadata;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundException") return undefined;
    if (isDenialOf(error)) return listed;
    throw error;
  }
}

function isDenialOf(error: unknown): error is Error {
  return error instanceof Error && error.name === "AccessDeniedException";
}
