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
import { useState, type ReactNode } from "react";
import { paths } from "../../app/paths";
import { encryptionText, type KeyManager } from "../../shared/encryption/choice";
import { useKeyManagers } from "../../shared/encryption/use-key-managers";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { bytesText, keyText } from "../../shared/table-texts";
import { TableStatus } from "../../shared/table-status";
import { useListedTables, type ListedTable } from "./use-listed-tables";

const PAGE_SIZE = 25;
const BY_NAME = "TableName";

type Columns = readonly TableProps.ColumnDefinition<ListedTable>[];

const columnsOf = (managers: ReadonlyMap<string, KeyManager>): Columns => [
  {
    id: "name",
    header: "Name",
    cell: ({ TableName }) => <Link href={`#${paths.table(TableName)}`}>{TableName}</Link>,
    sortingField: BY_NAME,
    isRowHeader: true,
  },
  {
    id: "status",
    header: "Status",
    cell: described((table) => <TableStatus table={table} />),
    sortingField: "TableStatus",
  },
  { id: "partition-key", header: "Partition key", cell: described((table) => keyText(table, "HASH")) },
  { id: "sort-key", header: "Sort key", cell: described((table) => keyText(table, "RANGE")) },
  {
    id: "indexes",
    header: "Indexes",
    cell: described(
      ({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }) =>
        GlobalSecondaryIndexes.length + LocalSecondaryIndexes.length,
    ),
  },
  {
    id: "encryption",
    header: "Encryption type",
    cell: described(({ SSEDescription: encryption }) =>
      encryptionText(encryption, managers.get(encryption?.KMSMasterKeyArn ?? "")),
    ),
  },
  {
    id: "size",
    header: "Size",
    cell: described(({ TableSizeBytes = 0 }) => bytesText(TableSizeBytes)),
    sortingField: "TableSizeBytes",
  },
];

/** A cell that is empty as long as its table is not described. */
function described(cell: (table: TableDescription) => ReactNode) {
  return ({ description }: ListedTable) => (description ? cell(description) : "");
}

/** The tables of the account and region. Those of the page shown are described; all, when they are sorted by more. */
export function TablesPage() {
  const [shown, setShown] = useState<readonly string[]>([]);
  const [isSortedByName, setSortedByName] = useState(true);
  const { tables, isPending, isFetching, error, refresh } = useListedTables(
    (name) => !isSortedByName || shown.includes(name),
  );
  const keys = tables.flatMap(({ description }) => description?.SSEDescription?.KMSMasterKeyArn ?? []);
  const columns = columnsOf(useKeyManagers(keys));
  const createTable = (
    <Button variant="primary" href={`#${paths.createTable}`}>
      Create table
    </Button>
  );
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    tables,
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
      sorting: { defaultState: { sortingColumn: { sortingField: BY_NAME } } },
    },
  );
  const names = items.map(({ TableName }) => TableName);
  if (names.join() !== shown.join()) setShown(names);
  const isByName = collectionProps.sortingColumn?.sortingField === BY_NAME;
  if (isByName !== isSortedByName) setSortedByName(isByName);
  const isEmpty = items.length > 0 && error === null && items.every(({ description }) => !description);
  return (
    <SpaceBetween size="m">
      {error ? <ServiceErrorAlert error={error} header="The tables cannot be shown" /> : null}
      <Table
        {...collectionProps}
        variant="full-page"
        columnDefinitions={columns}
        items={items}
        trackBy="TableName"
        loading={isPending || isEmpty}
        loadingText="Loading tables"
        enableKeyboardNavigation
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={isPending ? "" : `(${tables.length})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh tables"
                  loading={isFetching}
                  onClick={() => void refresh()}
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
