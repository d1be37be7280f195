import { UpdateTableCommand, type TableDescription } from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useNavigate, useParams } from "react-router";
import { paths } from "../../app/paths";
import { useDynamoDB } from "../../session/use-dynamodb";
import { CapacityUnitFields, capacityUnitsOf } from "../../shared/capacity-fields";
import { IndexFields } from "../../shared/indexes/index-fields";
import { EMPTY_INDEX } from "../../shared/indexes/index-form";
import { LoadedTable } from "../../shared/loaded-table";
import { useNotifications } from "../../shared/notifications";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useTableChanged } from "../../shared/use-table";
import { isProvisioned, problemsOf, requestOf } from "./request";

/** Adds a global secondary index to a table. */
export function CreateIndexPage() {
  const { name = "" } = useParams();
  return (
    <ContentLayout header={<Header variant="h1">Create global secondary index</Header>}>
      <LoadedTable name={name}>{(table) => <IndexForm name={name} table={table} />}</LoadedTable>
    </ContentLayout>
  );
}

function IndexForm({ name, table }: { name: string; table: TableDescription }) {
  const dynamodb = useDynamoDB();
  const navigate = useNavigate();
  const changed = useTableChanged(name);
  const { notify } = useNotifications();
  const [index, setIndex] = useState(EMPTY_INDEX);
  const [units, setUnits] = useState(() => (isProvisioned(table) ? capacityUnitsOf(table) : null));
  const [wasSubmitted, setSubmitted] = useState(false);
  const problems = problemsOf(index);
  const indexesTab = paths.tableTab(name, "indexes");
  const creating = useMutation({
    mutationFn: () => dynamodb.send(new UpdateTableCommand(requestOf(name, index, units))),
    onSuccess: async () => {
      await changed();
      const content = `The index ${index.name.trim()} of ${name} is being created.`;
      notify({ id: `index ${name} ${index.name}`, type: "success", content });
      void navigate(indexesTab);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (Object.keys(problems).length === 0) creating.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" href={`#${indexesTab}`}>
              Cancel
            </Button>
            <Button variant="primary" formAction="submit" loading={creating.isPending}>
              Create index
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Index details</Header>}>
            <IndexFields
              index={index}
              isGlobal
              problems={wasSubmitted ? problems : {}}
              onChange={(change) => setIndex({ ...index, ...change })}
            />
          </Container>
          {units ? (
            <Container header={<Header variant="h2">Index capacity</Header>}>
              <CapacityUnitFields capacity={units} onChange={setUnits} />
            </Container>
          ) : null}
          {creating.isError ? <ServiceErrorAlert error={creating.error} header="The index was not created" /> : null}
        </SpaceBetween>
      </Form>
    </form>
  );
}
