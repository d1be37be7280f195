import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useCollection } from "@cloudscape-design/collection-hooks";
import type { ReactNode } from "react";
import { paths } from "../../app/paths";
import { KeyState } from "../../shared/key-state";
import { keyTypeText, usageText } from "../../shared/key-texts";
import { aliasesText, useKmsKeys, type KmsKey } from "../../shared/kms-keys";
import { regionalityText } from "../../shared/regionality";
import { ServiceErrorAlert } from "../../shared/service-error-alert";

const PAGE_SIZE = 25;

const COLUMNS: readonly TableProps.ColumnDefinition<KmsKey>[] = [
  {
    id: "aliases",
    header: "Aliases",
    cell: aliasesText,
    sortingComparator: (one, other) => (one.aliases[0] ?? "").localeCompare(other.aliases[0] ?? ""),
  },
  {
    id: "key-id",
    header: "Key ID",
    cell: ({ metadata: { KeyId = "" } }) => <Link href={`#${paths.key(KeyId)}`}>{KeyId}</Link>,
    isRowHeader: true,
  },
  { id: "state", header: "Status", cell: ({ metadata }) => <KeyState state={metadata.KeyState} /> },
  { id: "type", header: "Key type", cell: ({ metadata }) => keyTypeText(metadata) },
  { id: "spec", header: "Key spec", cell: ({ metadata }) => metadata.KeySpec ?? "-" },
  { id: "usage", header: "Key usage", cell: ({ metadata }) => usageText(metadata.KeyUsage) },
  { id: "regionality", header: "Regionality", cell: ({ metadata }) => (metadata.KeySpec ? regionalityText(metadata) : "-") },
];

interface Properties {
  title: string;
  manager: "AWS" | "CUSTOMER";
  /** What is said where there is none. */
  nothing: string;
  action?: ReactNode;
}

/** The account's keys of one manager. A key that may not be described is listed with the customer's. */
export function KeysTable({ title, manager, nothing, action }: Properties) {
  const keys = useKmsKeys();
  const shown = keys.data?.filter(({ metadata }) => (metadata.KeyManager ?? "CUSTOMER") === manager) ?? [];
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(shown, {
    filtering: {
      filteringFunction: ({ metadata, aliases }, text) =>
        [metadata.KeyId ?? "", metadata.Description ?? "", ...aliases].some((value) =>
          value.toLowerCase().includes(text.toLowerCase()),
        ),
      empty: (
        <Box textAlign="center">
          <SpaceBetween size="m">
            <b>{keys.isError ? "Not known" : "No keys"}</b>
            {keys.isError ? null : <span>{nothing}</span>}
            {action}
          </SpaceBetween>
        </Box>
      ),
      noMatch: <Box textAlign="center">No key has an alias, an ID or a description like that.</Box>,
    },
    pagination: { pageSize: PAGE_SIZE },
    sorting: { defaultState: { sortingColumn: COLUMNS[0] ?? {} } },
  });
  return (
    <SpaceBetween size="m">
      {keys.isError ? <ServiceErrorAlert error={keys.error} header="The keys cannot be listed" /> : null}
      <Table
        {...collectionProps}
        variant="full-page"
        columnDefinitions={COLUMNS}
        items={items}
        trackBy={({ metadata }) => metadata.KeyId ?? ""}
        loading={keys.isPending}
        loadingText="Loading keys"
        enableKeyboardNavigation
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={keys.data ? `(${shown.length})` : ""}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh keys"
                  loading={keys.isFetching}
                  onClick={() => void keys.refetch()}
                />
                {action}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find keys"
            filteringAriaLabel="Find keys"
            countText={filteredItemsCount === 1 ? "1 match" : `${filteredItemsCount ?? 0} matches`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
    </SpaceBetween>
  );
}
