import { TagResourceCommand, UntagResourceCommand, type KMSClient } from "@aws-sdk/client-kms";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { tagChanges } from "../../shared/additional-settings/tag-changes";
import { EmptyTable } from "../../shared/empty-table";
import type { KmsKey } from "../../shared/kms-keys";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { TagsEditor, type Tag } from "../../shared/tags-editor";
import { useKeyChange } from "./use-key";
import { useKeyTags } from "./use-key-parts";

/** The tags of the key. */
export function TagsTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const keyId = metadata.Arn ?? "";
  const [draft, setDraft] = useState<readonly Tag[] | null>(null);
  const tags = useKeyTags(keyId);
  const saving = useKeyChange(
    (kms, wanted: readonly Tag[]) => saveTags(kms, keyId, tags.data ?? [], wanted),
    () => setDraft(null),
  );
  if (draft !== null) {
    return (
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => setDraft(null)}>
                  Cancel
                </Button>
                <Button variant="primary" loading={saving.isPending} onClick={() => saving.mutate(draft)}>
                  Save
                </Button>
              </SpaceBetween>
            }
          >
            Edit tags
          </Header>
        }
      >
        <SpaceBetween size="m">
          {saving.isError ? <ServiceErrorAlert error={saving.error} /> : null}
          <TagsEditor tags={draft} onChange={setDraft} />
        </SpaceBetween>
      </Container>
    );
  }
  return (
    <SpaceBetween size="m">
      {tags.isError ? <ServiceErrorAlert error={tags.error} header="The tags cannot be listed" /> : null}
      <Table
        columnDefinitions={[
          { id: "key", header: "Tag key", cell: ({ key }) => key, isRowHeader: true },
          { id: "value", header: "Tag value", cell: ({ value }) => value || "-" },
        ]}
        items={tags.data ?? []}
        loading={tags.isPending}
        loadingText="Loading tags"
        empty={<EmptyTable isUnknown={tags.isError}>The key has no tags.</EmptyTable>}
        header={
          <Header
            variant="h2"
            actions={
              <Button disabled={!tags.data || metadata.KeyManager === "AWS"} onClick={() => setDraft(tags.data ?? [])}>
                Edit
              </Button>
            }
          >
            Tags
          </Header>
        }
      />
    </SpaceBetween>
  );
}

async function saveTags(kms: KMSClient, keyId: string, present: readonly Tag[], wanted: readonly Tag[]): Promise<void> {
  const { set, remove } = tagChanges(present, wanted);
  if (remove.length) await kms.send(new UntagResourceCommand({ KeyId: keyId, TagKeys: [...remove] }));
  if (set.length) {
    const Tags = set.map(({ key, value }) => ({ TagKey: key, TagValue: value }));
    await kms.send(new TagResourceCommand({ KeyId: keyId, Tags }));
  }
}
