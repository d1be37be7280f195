import type { ReplicateKeyCommandInput } from "@aws-sdk/client-kms";
import type { Tag } from "../../shared/tags-editor";

/** What the replica keys are to be like; one key in each of the regions. */
export interface ReplicaForm {
  regions: readonly string[];
  /** With or without `alias/` before it; empty for none. */
  alias: string;
  description: string;
  tags: readonly Tag[];
  /** As of the primary key; see `policyIn`. */
  policy: string;
}

/** The policy for a key in `region`: where it names a service of the primary key's region, that of its own region. */
export function policyIn(region: string, policy: string, primaryRegion: string): string {
  return policy.replaceAll(`.${primaryRegion}.amazonaws.com`, `.${region}.amazonaws.com`);
}

/** Whether the policy of a replica key differs from that of the primary key by the region of services. */
export function namesServicesOf(primaryRegion: string, policy: string): boolean {
  return policy !== policyIn("", policy, primaryRegion);
}

/** The request that makes the replica key in one region. */
export function replicateInput(
  arn: string,
  primaryRegion: string,
  region: string,
  { description, tags, policy }: ReplicaForm,
): ReplicateKeyCommandInput {
  return {
    KeyId: arn,
    ReplicaRegion: region,
    Description: description,
    Tags: tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
    Policy: policyIn(region, policy, primaryRegion),
  };
}
