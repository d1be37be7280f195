import { UpdateTableCommand, type TableDescription } from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { paths } from "../../app/paths";
import { useDynamoDB } from "../../session/use-dynamodb";
import { choiceOf, specificationOf, type EncryptionChoice } from "../../shared/encryption/choice";
import { EncryptionChange } from "../../shared/encryption/encryption-change";
import { EncryptionForm } from "../../shared/encryption/encryption-form";
import { useKeyManagers } from "../../shared/encryption/use-key-managers";
import { LoadedTable } from "../../shared/loaded-table";
import { useNotifications } from "../../shared/notifications";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useTableChanged } from "../../shared/use-table";

/** Puts a table under another key. */
export function ManageEncryptionPage() {
  const { name = "" } = useParams();
  return <LoadedTable name={name}>{(table) => <ManageEncryption name={name} table={table} />}</LoadedTable>;
}

function ManageEncryption({ name, table }: { name: string; table: TableDescription }) {
  const dynamodb = useDynamoDB();
  const navigate = useNavigate();
  const changed = useTableChanged(name);
  const { notify } = useNotifications();
  const arn = table.SSEDescription?.KMSMasterKeyArn;
  const present = choiceOf(table.SSEDescription, useKeyManagers(arn ? [arn] : []).get(arn ?? ""));
  const [chosen, setChosen] = useState<EncryptionChoice | null>(null);
  const [wasSubmitted, setSubmitted] = useState(false);
  const choice = chosen ?? present;
  const lacksKey = choice.type === "customer" && !choice.keyId.trim();
  const saving = useMutation({
    mutationFn: () =>
      dynamodb.send(new UpdateTableCommand({ TableName: name, SSESpecification: specificationOf(choice) })),
    onSuccess: async () => {
      await changed();
      notify({ id: `encryption ${name}`, type: "success", content: `The encryption of ${name} is being changed.` });
      void navigate(paths.table(name));
    },
  });
  return (
    <ContentLayout header={<Header variant="h1">Manage encryption</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSubmitted(true);
          if (!lacksKey) saving.mutate();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" href={`#${paths.tableTab(name, "additional")}`}>
                Cancel
              </Button>
              <Button variant="primary" formAction="submit" loading={saving.isPending}>
                Save
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <EncryptionChange table={table} />
            <Container
              header={
                <Header
                  variant="h2"
                  description="Four changes in 24 hours, and one more when there was none for six hours; a change to the key owned by DynamoDB is always possible."
                >
                  Encryption at rest
                </Header>
              }
            >
              <EncryptionForm
                choice={choice}
                onChange={setChosen}
                problem={wasSubmitted && lacksKey ? "Choose a key or enter its ARN." : undefined}
              />
            </Container>
            {saving.isError ? (
              <ServiceErrorAlert error={saving.error} header="The encryption was not changed" />
            ) : null}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
