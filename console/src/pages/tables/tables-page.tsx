import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { useCollection } from "@cloudscape-design/collection-hooks";
import { paths } from "../../app/paths";
import { encryptionText, type KeyManager } from "../../shared/encryption/choice";
import { useKeyManagers } from "../../shared/encryption/use-key-managers";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { bytesText, keyText } from "../../shared/table-texts";
import { TableStatus } from "../../shared/table-status";
import { useTables } from "./use-tables";

const PAGE_SIZE = 25;

type Columns = readonly TableProps.ColumnDefinition<TableDescription>[];

const columnsOf = (managers: ReadonlyMap<string, KeyManager>): Columns => [
  {
    id: "name",
    header: "Name",
    cell: ({ TableName = "" }) => <Link href={`#${paths.table(TableName)}`}>{TableName}</Link>,
    sortingField: "TableName",
    isRowHeader: true,
  },
  { id: "status", header: "Status", cell: (table) => <TableStatus table={table} />, sortingField: "TableStatus" },
  { id: "partition-key", header: "Partition key", cell: (table) => keyText(table, "HASH") },
  { id: "sort-key", header: "Sort key", cell: (table) => keyText(table, "RANGE") },
  {
    id: "indexes",
    header: "Indexes",
    cell: ({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }) =>
      GlobalSecondaryIndexes.length + LocalSecondaryIndexes.length,
  },
  {
    id: "encryption",
    header: "Encryption type",
    cell: ({ SSEDescription: encryption }) =>
      encryptionText(encryption, managers.get(encryption?.KMSMasterKeyArn ?? "")),
  },
  {
    id: "size",
    header: "Size",
    cell: ({ TableSizeBytes = 0 }) => bytesText(TableSizeBytes),
    sortingField: "TableSizeBytes",
  },
];

/** The tables of the account and region. */
export function TablesPage() {
  const tables = useTables();
  const keys = (tables.data ?? []).flatMap(({ SSEDescription }) => SSEDescription?.KMSMasterKeyArn ?? []);
  const columns = columnsOf(useKeyManagers(keys));
  const createTable = (
    <Button variant="primary" href={`#${paths.createTable}`}>
      Create table
    </Button>
  );
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    tables.data ?? [],
    {
      filtering: {
        fields: ["TableName"],
        empty: (
          <Box textAlign="center">
            <SpaceBetween size="m">
              <b>No tables</b>
              <span>There is no table in this region yet.</span>
              {createTable}
            </SpaceBetween>
          </Box>
        ),
        noMatch: <Box textAlign="center">No table has a name like that.</Box>,
      },
      pagination: { pageSize: PAGE_SIZE },
      sorting: {},
    },
  );
  return (
    <SpaceBetween size="m">
      {tables.isError ? <ServiceErrorAlert error={tables.error} header="The tables cannot be listed" /> : null}
      <Table
        {...collectionProps}
        variant="full-page"
        columnDefinitions={columns}
        items={items}
        trackBy="TableName"
        loading={tables.isPending}
        loadingText="Loading tables"
        enableKeyboardNavigation
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={tables.data ? `(${tables.data.length})` : ""}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh tables"
                  loading={tables.isFetching}
                  onClick={() => void tables.refetch()}
                />
                {createTable}
              </SpaceBetween>
            }
          >
            Tables
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find tables"
            filteringAriaLabel="Find tables"
            countText={filteredItemsCount === 1 ? "1 match" : `${filteredItemsCount ?? 0} matches`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
    </SpaceBetween>
  );
}
