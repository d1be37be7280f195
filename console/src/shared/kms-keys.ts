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

/** The aliases of the account and region by the id of their key. */
export async function aliasesByKey(kms: KMSClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for await (const page of paginateListAliases({ client: kms }, {})) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (AliasName && TargetKeyId) found.set(TargetKeyId, [...(found.get(TargetKeyId) ?? []), AliasName]);
    }
  }
  return found;
}

async function describeKeys(kms: KMSClient): Promise<KmsKey[]> {
  const aliases = await aliasesByKey(kms);
  const listed: KeyMetadata[] = [];
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId, KeyArn } of page.Keys ?? []) listed.push({ KeyId, Arn: KeyArn });
  }
  const keys = await Promise.all(listed.map((key) => describeKey(kms, key)));
  return keys
    .filter((metadata) => metadata !== undefined)
    .map((metadata) => ({ metadata, aliases: aliases.get(metadata.KeyId ?? "") ?? [] }));
}

/** What is known of a listed key; nothing when it was deleted since it was listed. */
async function describeKey(kms: KMSClient, listed: KeyMetadata): Promise<KeyMetadata | undefined> {
  try {
    return (await kms.send(new DescribeKeyCommand({ KeyId: listed.KeyId }))).KeyMetadata;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundException") return undefined;
    if (error instanceof Error && error.name === "AccessDeniedException") return listed;
    throw error;
  }
}
