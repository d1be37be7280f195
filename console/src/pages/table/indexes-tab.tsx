import type { GlobalSecondaryIndexDescription, TableDescription } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { bytesText, keyText } from "../../shared/table-texts";

/** The table's secondary indexes. */
export function IndexesTab({ table }: { table: TableDescription }) {
  return (
    <SpaceBetween size="l">
      <Indexes title="Global secondary indexes" table={table} indexes={table.GlobalSecondaryIndexes ?? []} />
      <Indexes title="Local secondary indexes" table={table} indexes={table.LocalSecondaryIndexes ?? []} />
    </SpaceBetween>
  );
}

interface Properties {
  title: string;
  table: TableDescription;
  /** Local indexes have no status of their own. */
  indexes: readonly GlobalSecondaryIndexDescription[];
}

function Indexes({ title, table, indexes }: Properties) {
  const keysOf = (index: GlobalSecondaryIndexDescription) => ({
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: index.KeySchema,
  });
  return (
    <Table
      items={[...indexes]}
      trackBy="IndexName"
      header={
        <Header variant="h2" counter={`(${indexes.length})`}>
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

function IndexStatus({ index }: { index: GlobalSecondaryIndexDescription }) {
  const isReady = index.IndexStatus === undefined || index.IndexStatus === "ACTIVE";
  if (isReady) return <StatusIndicator>Active</StatusIndicator>;
  return (
    <StatusIndicator type="in-progress">
      {index.Backfilling ? `${index.IndexStatus ?? ""}, backfilling` : index.IndexStatus}
    </StatusIndicator>
  );
}

function projectionText(projection: GlobalSecondaryIndexDescription["Projection"]): string {
  if (projection?.ProjectionType === "INCLUDE") return `Keys and ${projection.NonKeyAttributes?.join(", ") ?? ""}`;
  return projection?.ProjectionType === "KEYS_ONLY" ? "Only keys" : "All";
}
