import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { useDynamoDB } from "../../session/use-dynamodb";
import { EncryptionForm } from "../../shared/encryption/encryption-form";
import { KeyAttributeField } from "../../shared/indexes/key-attribute-field";
import { useNotifications } from "../../shared/notifications";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { TagsEditor } from "../../shared/tags-editor";
import { CustomSettings } from "./custom-settings";
import { DefaultSettings } from "./default-settings";
import { EMPTY_FORM, problemsOf, requestOf, type TableForm } from "./form";

/** Creates a table. */
export function CreateTablePage() {
  const dynamodb = useDynamoDB();
  const navigate = useNavigate();
  const { notify } = useNotifications();
  const [form, setForm] = useState(EMPTY_FORM);
  const [wasSubmitted, setSubmitted] = useState(false);
  const problems = problemsOf(form);
  const shown = wasSubmitted ? problems : {};
  const change = (changed: Partial<TableForm>) => setForm({ ...form, ...changed });
  const creating = useMutation({
    mutationFn: () => dynamodb.send(new CreateTableCommand(requestOf(form))),
    onSuccess: () => {
      notify({ id: `create ${form.name}`, type: "success", content: `The table ${form.name.trim()} is being created.` });
      void navigate(paths.tables);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (Object.keys(problems).length === 0) creating.mutate();
  };
  return (
    <ContentLayout header={<Header variant="h1">Create table</Header>}>
      <form onSubmit={submit} noValidate>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" href={`#${paths.tables}`}>
                Cancel
              </Button>
              <Button variant="primary" formAction="submit" loading={creating.isPending}>
                Create table
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <TableDetails form={form} onChange={change} problems={shown} />
            <SettingsChoice form={form} onChange={change} />
            {form.settings === "custom" ? (
              <CustomSettings form={form} onChange={change} indexProblem={shown.indexes} />
            ) : (
              <DefaultSettings />
            )}
            <Container header={<Header variant="h2">Encryption at rest</Header>}>
              <EncryptionForm
                choice={form.encryption}
                problem={shown.key}
                onChange={(encryption) => change({ encryption, settings: "custom" })}
              />
            </Container>
            {form.settings === "custom" ? <ProtectionAndTags form={form} onChange={change} /> : null}
            {creating.isError ? (
              <ServiceErrorAlert error={creating.error} header="The table was not created" />
            ) : null}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}

interface SectionProperties {
  form: TableForm;
  onChange: (change: Partial<TableForm>) => void;
}

function TableDetails({
  form,
  onChange,
  problems,
}: SectionProperties & { problems: ReturnType<typeof problemsOf> }) {
  return (
    <Container header={<Header variant="h2">Table details</Header>}>
      <SpaceBetween size="l">
        <FormField
          label="Table name"
          constraintText="3 to 255 characters: letters, digits, and _ - ."
          errorText={problems.name}
          stretch
        >
          <Input value={form.name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <KeyAttributeField
          label="Partition key"
          description="The part of the primary key that spreads the items."
          attribute={form.partitionKey}
          problem={problems.partitionKey}
          onChange={(partitionKey) => onChange({ partitionKey })}
        />
        <KeyAttributeField
          label="Sort key"
          isOptional
          description="The part of the primary key that orders the items of one partition."
          attribute={form.sortKey}
          onChange={(sortKey) => onChange({ sortKey })}
        />
      </SpaceBetween>
    </Container>
  );
}

/** Going back to the default settings takes back what was customized, the encryption type too. */
function SettingsChoice({ form, onChange }: SectionProperties) {
  return (
    <Container header={<Header variant="h2">Settings</Header>}>
      <Tiles
        ariaLabel="Settings"
        value={form.settings}
        onChange={({ detail }) =>
          onChange(
            detail.value === "custom" ? { settings: "custom" } : { settings: "default", encryption: EMPTY_FORM.encryption },
          )
        }
        items={[
          { value: "default", label: "Default settings", description: "The fastest way to a table." },
          { value: "custom", label: "Customize settings", description: "Class, capacity, indexes, encryption and more." },
        ]}
      />
    </Container>
  );
}

function ProtectionAndTags({ form, onChange }: SectionProperties) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Deletion protection</Header>}>
        <Checkbox
          checked={form.deletionProtection}
          onChange={({ detail }) => onChange({ deletionProtection: detail.checked })}
          description="The table cannot be deleted until this is turned off."
        >
          Turn on deletion protection
        </Checkbox>
      </Container>
      <Container header={<Header variant="h2">Tags</Header>}>
        <Box>
          <TagsEditor tags={form.tags} onChange={(tags) => onChange({ tags })} />
        </Box>
      </Container>
    </SpaceBetween>
  );
}
