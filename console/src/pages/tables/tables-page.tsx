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
import { memo, useEffect, useState, type ReactNode } from "react";
import { paths } from "../../app/paths";
import { encryptionText, type KeyManager } from "../../shared/encryption/choice";
import { useKeyManagers } from "../../shared/encryption/use-key-managers";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { bytesText, keyText } from "../../shared/table-texts";
import { TableStatus } from "../../shared/table-status";
import { useListedTables, type ListedTable, type ListedTables } from "./use-listed-tables";

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
  const [shown, setShown] = useState<Shown>(FIRST_PAGE);
  const listed = useListedTables((name, place) => shown.isSortedByMore || (shown.names?.includes(name) ?? place < PAGE_SIZE));
  const { tables, isPending, error } = listed;
  const isWaiting = isPending || (tables.length > 0 && isUndescribed(tables, error));
  return <TablesTable {...listed} tables={isWaiting ? NONE : tables} isPending={isWaiting} onShow={setShown} />;
}

/** Whether nothing but names is known of these tables, and more will be. */
function isUndescribed(tables: readonly ListedTable[], error: Error | null): boolean {
  return error === null && tables.every(({ description }) => !description);
}

/** What is to be seen of the list; the names are not known before the first page is. */
interface Shown {
  names?: readonly string[];
  isSortedByMore: boolean;
}

const FIRST_PAGE: Shown = { isSortedByMore: false };
const NONE: readonly ListedTable[] = [];

interface Properties extends ListedTables {
  isPending: boolean;
  refresh: () => Promise<void>;
  onShow: (shown: Shown) => void;
}

/** Drawn anew only when there is something else to draw: it takes long. */
const TablesTable = memo(function TablesTable({ tables, isPending, isFetching, error, refresh, onShow }: Properties) {
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
  const isSortedByMore = collectionProps.sortingColumn?.sortingField !== BY_NAME;
  const names = items.map(({ TableName }) => TableName).join();
  useEffect(() => {
    if (names) onShow({ names: names.split(","), isSortedByMore });
  }, [names, isSortedByMore, onShow]);
  return (
    <SpaceBetween size="m">
      {error ? <ServiceErrorAlert error={error} header="The tables cannot be shown" /> : null}
      <Table
        {...collectionProps}
        variant="full-page"
        columnDefinitions={columns}
        items={items}
        trackBy="TableName"
        loading={isPending || (items.length > 0 && isUndescribed(items, error))}
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
});
