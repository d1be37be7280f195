import type { TableDescription } from "@aws-sdk/client-dynamodb";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { paths } from "../../app/paths";
import type { Item } from "../../shared/items/dynamodb-json";
import { LoadedTable } from "../../shared/loaded-table";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useTableNames } from "../../shared/use-table-names";
import { DeleteItemsModal } from "./delete-items-modal";
import { ItemEditor, type Editing } from "./item-editor";
import { ItemsTable } from "./items-table";
import { ReadFields } from "./read-fields";
import { EMPTY_READ, keyOf } from "./read-request";
import { useItems } from "./use-items";

/** Reads, writes and deletes the items of a table. */
export function ExploreItemsPage() {
  const { name } = useParams();
  const navigate = useNavigate();
  const names = useTableNames();
  return (
    <ContentLayout header={<Header variant="h1">Explore items</Header>}>
      <SpaceBetween size="l">
        {names.isError ? <ServiceErrorAlert error={names.error} header="The tables cannot be listed" /> : null}
        <FormField label="Table" stretch>
          <Select
            placeholder="Choose a table"
            filteringType="auto"
            filteringAriaLabel="Find tables"
            statusType={names.isPending ? "loading" : "finished"}
            empty="There is no table in this region yet"
            options={(names.data ?? []).map((value) => ({ value }))}
            selectedOption={name ? { value: name } : null}
            onChange={({ detail }) => void navigate(paths.explore(detail.selectedOption.value ?? ""))}
          />
        </FormField>
        {name ? (
          <LoadedTable name={name}>{(table) => <TableItems key={name} name={name} table={table} />}</LoadedTable>
        ) : null}
      </SpaceBetween>
    </ContentLayout>
  );
}

function TableItems({ name, table }: { name: string; table: TableDescription }) {
  const [form, setForm] = useState(EMPTY_READ);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [deleting, setDeleting] = useState<readonly Item[]>([]);
  const items = useItems(table);
  const key = keyOf(table, "");
  const keyNames = [key.partition.name, ...(key.sort ? [key.sort.name] : [])];
  const readAgain = () => {
    setEditing(null);
    setDeleting([]);
    items.readAgain();
  };
  return (
    <SpaceBetween size="l">
      <ReadFields
        table={table}
        form={form}
        onChange={setForm}
        onRun={() => items.read(form)}
        onReset={() => {
          setForm(EMPTY_READ);
          items.read(EMPTY_READ);
        }}
        isRunning={items.isReading}
      />
      {items.error ? <ServiceErrorAlert error={items.error} header="The items cannot be read" /> : null}
      <ItemsTable
        items={items}
        keyNames={keyNames}
        onCreate={() => setEditing({ kind: "create", item: {} })}
        onEdit={(item) => setEditing({ kind: "edit", item })}
        onDuplicate={(item) => setEditing({ kind: "create", item })}
        onDelete={setDeleting}
      />
      {editing ? (
        <ItemEditor
          name={name}
          tableKey={key}
          editing={editing}
          onSaved={readAgain}
          onDismiss={() => setEditing(null)}
        />
      ) : null}
      {deleting.length > 0 ? (
        <DeleteItemsModal
          name={name}
          keyNames={keyNames}
          items={deleting}
          onDeleted={readAgain}
          onDismiss={() => setDeleting([])}
        />
      ) : null}
    </SpaceBetween>
  );
}
