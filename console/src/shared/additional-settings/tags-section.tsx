import {
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { useDynamoDB } from "../../session/use-dynamodb";
import { Loading } from "../loading";
import { ServiceErrorAlert } from "../service-error-alert";
import { TagsEditor, type Tag } from "../tags-editor";
import { useTableChanged } from "../use-table";
import { tagChanges } from "./tag-changes";

/** The table's tags, and the way to others. */
export function TagsSection({ name, arn }: { name: string; arn: string }) {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  const tags = useQuery({
    queryKey: [scope, "table", name, "tags"],
    queryFn: () => listTags(dynamodb, arn),
  });
  const [edited, setEdited] = useState<readonly Tag[] | null>(null);
  const changed = useTableChanged(name);
  const saving = useMutation({
    mutationFn: () => changeTags(dynamodb, arn, tags.data ?? [], edited ?? []),
    onSuccess: async () => {
      await changed();
      setEdited(null);
    },
  });
  return (
    <Container header={<Header variant="h2">Tags</Header>}>
      <SpaceBetween size="s">
        {tags.isPending ? <Loading /> : null}
        {tags.isError ? <ServiceErrorAlert error={tags.error} /> : null}
        {saving.isError ? <ServiceErrorAlert error={saving.error} header="The tags were not saved" /> : null}
        {tags.data ? <TagsEditor tags={edited ?? tags.data} onChange={setEdited} /> : null}
        {edited ? (
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => setEdited(null)}>
              Cancel
            </Button>
            <Button loading={saving.isPending} onClick={() => saving.mutate()}>
              Save tags
            </Button>
          </SpaceBetween>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

async function listTags(dynamodb: DynamoDBClient, arn: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  let next: string | undefined;
  do {
    const page = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: arn, NextToken: next }));
    tags.push(...(page.Tags ?? []).map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })));
    next = page.NextToken;
  } while (next !== undefined);
  return tags;
}

async function changeTags(
  dynamodb: DynamoDBClient,
  arn: string,
  present: readonly Tag[],
  wanted: readonly Tag[],
): Promise<void> {
  const { set, remove } = tagChanges(present, wanted);
  if (remove.length > 0) {
    await dynamodb.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: [...remove] }));
  }
  if (set.length > 0) {
    const Tags = set.map(({ key, value }) => ({ Key: key, Value: value }));
    await dynamodb.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
  }
}
