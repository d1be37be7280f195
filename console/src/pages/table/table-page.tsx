import type { TableDescription } from "@aws-sdk/client-dynamodb";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { paths } from "../../app/paths";
import { AdditionalSettings } from "../../shared/additional-settings/additional-settings";
import { EncryptionChange } from "../../shared/encryption/encryption-change";
import { LoadedTable } from "../../shared/loaded-table";
import { useTableChanged } from "../../shared/use-table";
import { DeleteTableModal } from "./delete-table-modal";
import { IndexesTab } from "./indexes-tab";
import { OverviewTab } from "./overview-tab";
import { StreamsTab } from "./streams-tab";

/** Everything about one table. */
export function TablePage() {
  const { name = "" } = useParams();
  return <LoadedTable name={name}>{(table) => <TableDetails name={name} table={table} />}</LoadedTable>;
}

function TableDetails({ name, table }: { name: string; table: TableDescription }) {
  const [search, setSearch] = useSearchParams();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <ContentLayout header={<TableHeader name={name} onDelete={() => setDeleting(true)} />}>
      <SpaceBetween size="l">
        <EncryptionChange table={table} />
        <Tabs
          activeTabId={search.get("tab") ?? "overview"}
          onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
          tabs={[
            { id: "overview", label: "Overview", content: <OverviewTab table={table} /> },
            { id: "indexes", label: "Indexes", content: <IndexesTab name={name} table={table} /> },
            { id: "streams", label: "Exports and streams", content: <StreamsTab name={name} table={table} /> },
            {
              id: "additional",
              label: "Additional settings",
              content: <AdditionalSettings name={name} table={table} />,
            },
          ]}
        />
      </SpaceBetween>
      {isDeleting ? <DeleteTableModal name={name} table={table} onDismiss={() => setDeleting(false)} /> : null}
    </ContentLayout>
  );
}

function TableHeader({ name, onDelete }: { name: string; onDelete: () => void }) {
  const navigate = useNavigate();
  const refresh = useTableChanged(name);
  const act = (action: string) => {
    if (action === "delete") onDelete();
    else void navigate(action === "settings" ? paths.updateSettings(name) : paths.explore(name));
  };
  return (
    <Header
      variant="h1"
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="refresh" ariaLabel="Refresh table" onClick={() => void refresh()} />
          <ButtonDropdown
            onItemClick={({ detail }) => act(detail.id)}
            items={[
              { id: "settings", text: "Update settings" },
              { id: "explore", text: "Explore items" },
              { id: "delete", text: "Delete table" },
            ]}
          >
            Actions
          </ButtonDropdown>
          <Button variant="primary" href={`#${paths.explore(name)}`}>
            Explore table items
          </Button>
        </SpaceBetween>
      }
    >
      {name}
    </Header>
  );
}
