import type { KeyMetadata } from "@aws-sdk/client-kms";

/** Whether the key is a replica of a multi-Region key, so that what all of them share is its primary key's to change. */
export function isReplica({ MultiRegionConfiguration: related }: Pick<KeyMetadata, "MultiRegionConfiguration">): boolean {
  return related?.MultiRegionKeyType === "REPLICA";
}
