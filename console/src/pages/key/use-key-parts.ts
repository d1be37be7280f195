import { GetKeyPolicyCommand, ListResourceTagsCommand } from "@aws-sdk/client-kms";
import { formatted } from "../../shared/formatted";
import type { Tag } from "../../shared/tags-editor";
import { useKeyPart } from "./use-key";

/** The key policy as a text that people read. */
export function useKeyPolicy(arn: string) {
  return useKeyPart(arn, "policy", async (kms) => {
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: "default" }));
    return formatted(Policy);
  });
}

/** The key's tags. */
export function useKeyTags(arn: string) {
  return useKeyPart(arn, "tags", async (kms): Promise<Tag[]> => {
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId: arn, Limit: 50 }));
    return Tags.map(({ TagKey: key = "", TagValue: value = "" }) => ({ key, value }));
  });
}
