import type { KeyMetadata, MultiRegionKey } from "@aws-sdk/client-kms";

type Related = Pick<KeyMetadata, "Arn" | "MultiRegion" | "MultiRegionConfiguration">;

/** Whether the key is a replica of a multi-Region key, so that what all of them share is its primary key's to change. */
export function isReplica({ MultiRegionConfiguration: related }: Related): boolean {
  return related?.MultiRegionKeyType === "REPLICA";
}

export function regionalityText(metadata: Related): string {
  if (!metadata.MultiRegion) return "Single-Region key";
  return isReplica(metadata) ? "Multi-Region replica key" : "Multi-Region primary key";
}

/** The regions of the replica keys, of a primary key or of a replica. */
export function replicaRegions({ MultiRegionConfiguration: related }: Related): string[] {
  return (related?.ReplicaKeys ?? []).flatMap(({ Region }) => (Region ? [Region] : []));
}

export interface RelatedKey {
  arn: string;
  region: string;
  isPrimary: boolean;
}

/** The related multi-Region keys, the primary one first, without the key itself. */
export function relatedKeys({ Arn: own, MultiRegionConfiguration: related }: Related): RelatedKey[] {
  const toRelated = ({ Arn: arn = "", Region: region = "" }: MultiRegionKey, isPrimary: boolean) => ({ arn, region, isPrimary });
  return [
    ...(related?.PrimaryKey ? [toRelated(related.PrimaryKey, true)] : []),
    ...(related?.ReplicaKeys ?? []).map((replica) => toRelated(replica, false)),
  ].filter(({ arn }) => arn !== own);
}
