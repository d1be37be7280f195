import type { TableDescription } from "@aws-sdk/client-dynamodb";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Tabs from "@cloudscape-design/components/tabs";
import { useParams } from "react-router";
import { AdditionalSettings } from "../../shared/additional-settings/additional-settings";
import { LoadedTable } from "../../shared/loaded-table";
import { CapacitySettings } from "./capacity-settings";
import { TableClassSettings } from "./table-class-settings";

/** Everything that can be changed of a table. */
export function UpdateSettingsPage() {
  const { name = "" } = useParams();
  return <LoadedTable name={name}>{(table) => <Settings name={name} table={table} />}</LoadedTable>;
}

function Settings({ name, table }: { name: string; table: TableDescription }) {
  return (
    <ContentLayout header={<Header variant="h1">Update settings</Header>}>
      <Tabs
        tabs={[
          { id: "capacity", label: "Capacity", content: <CapacitySettings name={name} table={table} /> },
          { id: "class", label: "Table class", content: <TableClassSettings name={name} table={table} /> },
          {
            id: "additional",
            label: "Additional settings",
            content: <AdditionalSettings name={name} table={table} />,
          },
        ]}
      />
    </ContentLayout>
  );
}
