import type { GlobalSecondaryIndexDescription, TableDescription } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState, type ReactNode } from "react";
import { paths } from "../../app/paths";
import { bytesText, keyText } from "../../shared/table-texts";
import { DeleteIndexModal } from "./delete-index-modal";

/** The table's secondary indexes. */
export function IndexesTab({ name, table }: { name: string; table: TableDescription }) {
  return (
    <SpaceBetween size="l">
      <GlobalIndexes name={name} table={table} />
      <Indexes title="Local secondary indexes" table={table} indexes={table.LocalSecondaryIndexes ?? []} />
    </SpaceBetween>
  );
}

/** Those that can be made and deleted as long as the table lives. */
function GlobalIndexes({ name, table }: { name: string; table: TableDescription }) {
  const [selected, setSelected] = useState("");
  const [deleted, setDeleted] = useState("");
  const indexes = table.GlobalSecondaryIndexes ?? [];
  const selectedItems = indexes.filter(({ IndexName }) => IndexName === selected);
  return (
    <>
      <Indexes
        title="Global secondary indexes"
        table={table}
        indexes={indexes}
        selection={{
          selectionType: "single",
          selectedItems,
          onSelectionChange: ({ detail }) => setSelected(detail.selectedItems[0]?.IndexName ?? ""),
          ariaLabels: {
            selectionGroupLabel: "Global secondary indexes",
            itemSelectionLabel: (_, { IndexName = "" }) => IndexName,
          },
        }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={selectedItems.length === 0} onClick={() => setDeleted(selected)}>
              Delete index
            </Button>
            <Button href={`#${paths.createIndex(name)}`}>Create index</Button>
          </SpaceBetween>
        }
      />
      {deleted ? <DeleteIndexModal table={name} index={deleted} onDismiss={() => setDeleted("")} /> : null}
    </>
  );
}

type IndexTable = TableProps<GlobalSecondaryIndexDescription>;

interface Properties {
  title: string;
  table: TableDescription;
  /** Local indexes have no status of their own. */
  indexes: readonly GlobalSecondaryIndexDescription[];
  selection?: Pick<IndexTable, "selectionType" | "selectedItems" | "onSelectionChange" | "ariaLabels">;
  actions?: ReactNode;
}

function Indexes({ title, table, indexes, selection = {}, actions }: Properties) {
  const keysOf = (index: GlobalSecondaryIndexDescription) => ({
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: index.KeySchema,
  });
  return (
    <Table
      {...selection}
      items={[...indexes]}
      trackBy="IndexName"
      header={
        <Header variant="h2" counter={`(${indexes.length})`} actions={actions}>
          {title}
        </Header>
      }
      empty={<Box textAlign="center">None</Box>}
      columnDefinitions={[
        { id: "name", header: "Name", cell: ({ IndexName }) => IndexName, isRowHeader: true },
        { id: "status", header: "Status", cell: (index) => <IndexStatus index={index} /> },
        { id: "partition-key", header: "Partition key", cell: (index) => keyText(keysOf(index), "HASH") },
        { id: "sort-key", header: "Sort key", cell: (index) => keyText(keysOf(index), "RANGE") },
        { id: "projection", header: "Projection", cell: ({ Projection }) => projectionText(Projection) },
        { id: "size", header: "Size", cell: ({ IndexSizeBytes = 0 }) => bytesText(IndexSizeBytes) },
        { id: "count", header: "Item count", cell: ({ ItemCount = 0 }) => ItemCount.toLocaleString() },
      ]}
    />
  );
}

const STATUSES: Readonly<Record<string, string>> = { CREATING: "Creating", UPDATING: "Updating", DELETING: "Deleting" };

function IndexStatus({ index }: { index: GlobalSecondaryIndexDescription }) {
  const isReady = index.IndexStatus === undefined || index.IndexStatus === "ACTIVE";
  if (isReady) return <StatusIndicator>Active</StatusIndicator>;
  const text = STATUSES[index.IndexStatus ?? ""] ?? index.IndexStatus;
  return (
    <StatusIndicator type="in-progress">
      {index.Backfilling ? `${text ?? ""}, backfilling` : text}
    </StatusIndicator>
  );
}

function projectionText(projection: GlobalSecondaryIndexDescription["Projection"]): string {
  if (projection?.ProjectionType === "INCLUDE") return `Keys and ${projection.NonKeyAttributes?.join(", ") ?? ""}`;
  return projection?.ProjectionType === "KEYS_ONLY" ? "Only keys" : "All";
}
