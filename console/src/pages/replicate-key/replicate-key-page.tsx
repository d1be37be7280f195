import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useParams } from "react-router";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";
import { JsonField } from "../../shared/json-field";
import { jsonProblem } from "../../shared/json-problem";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { TagsEditor, type Tag } from "../../shared/tags-editor";
import { aliasProblem } from "../create-key/choices";
import { useKey } from "../key/use-key";
import { useKeyPolicy, useKeyTags } from "../key/use-key-parts";
import { RegionsField } from "./regions-field";
import { namesServicesOf, type ReplicaForm } from "./replica";
import { useReplicateKey } from "./use-replicate-key";

/** Makes replicas of a multi-Region primary key in other regions. */
export function ReplicateKeyPage() {
  const { key: id = "" } = useParams();
  const key = useKey(id);
  if (key.isPending) return <Loading text="Loading the key" />;
  if (key.isError) return <ServiceErrorAlert error={key.error} header="The key cannot be shown" />;
  return <LoadedKey kmsKey={key.data} />;
}

function LoadedKey({ kmsKey }: { kmsKey: KmsKey }) {
  const { Arn: arn = "" } = kmsKey.metadata;
  const policy = useKeyPolicy(arn);
  const tags = useKeyTags(arn);
  const error = policy.error ?? tags.error;
  if (error) return <ServiceErrorAlert error={error} header="What replica keys begin with cannot be shown" />;
  if (!policy.data || !tags.data) return <Loading text="Loading the key" />;
  return <ReplicateKeyForm kmsKey={kmsKey} policy={policy.data} tags={tags.data} />;
}

function ReplicateKeyForm({ kmsKey, policy, tags }: { kmsKey: KmsKey; policy: string; tags: readonly Tag[] }) {
  const { metadata, aliases } = kmsKey;
  const [form, setForm] = useState<ReplicaForm>({
    regions: [],
    alias: aliases[0]?.replace(/^alias\//, "") ?? "",
    description: metadata.Description ?? "",
    tags,
    policy,
  });
  const change = (part: Partial<ReplicaForm>) => setForm((before) => ({ ...before, ...part }));
  const replicating = useReplicateKey(kmsKey, (made) =>
    setForm((before) => ({ ...before, regions: before.regions.filter((region) => region !== made) })),
  );
  const problem = form.alias.trim() ? aliasProblem(form.alias, new Set()) : null;
  const isReady = form.regions.length > 0 && problem === null && jsonProblem(form.policy) === null;
  return (
    <ContentLayout header={<Header variant="h1">Create new replica keys</Header>}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" href={`#${paths.keyTab(metadata.KeyId ?? "", "regionality")}`}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!isReady}
              loading={replicating.isPending}
              onClick={() => replicating.mutate(form)}
            >
              Create new replica keys
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          {replicating.isError ? <ServiceErrorAlert error={replicating.error} header="Not every replica key was created" /> : null}
          <RegionsField metadata={metadata} regions={form.regions} onChange={(regions) => change({ regions })} />
          <Labels form={form} aliasProblem={problem} onChange={change} />
          <Policy policy={form.policy} onChange={(written) => change({ policy: written })} />
        </SpaceBetween>
      </Form>
    </ContentLayout>
  );
}

interface LabelsProperties {
  form: ReplicaForm;
  aliasProblem: string | null;
  onChange: (part: Partial<ReplicaForm>) => void;
}

function Labels({ form, aliasProblem: problem, onChange }: LabelsProperties) {
  return (
    <Container
      header={
        <Header variant="h2" description="They begin as those of the primary key, and are each replica key's own from then on.">
          Labels
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField label="Alias - optional" errorText={problem}>
          <Input value={form.alias} onChange={({ detail }) => onChange({ alias: detail.value })} />
        </FormField>
        <FormField label="Description - optional">
          <Textarea value={form.description} rows={2} onChange={({ detail }) => onChange({ description: detail.value })} />
        </FormField>
        <FormField label="Tags - optional" stretch>
          <TagsEditor tags={form.tags} onChange={(changed) => onChange({ tags: changed })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function Policy({ policy, onChange }: { policy: string; onChange: (policy: string) => void }) {
  const { region } = useSession();
  const note = namesServicesOf(region, policy)
    ? ` Where it names a service of ${region}, each replica key's policy names that of its own Region.`
    : "";
  return (
    <Container
      header={
        <Header variant="h2" description={`It begins as that of the primary key; key policies are not kept the same.${note}`}>
          Key policy
        </Header>
      }
    >
      <JsonField label="Policy document (JSON)" value={policy} onChange={onChange} />
    </Container>
  );
}
