import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useCollection } from "@cloudscape-design/collection-hooks";
import { EmptyTable } from "../../shared/empty-table";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { usePrincipals, type KnownPrincipal } from "./use-principals";

const PAGE_SIZE = 10;

const COLUMNS: readonly TableProps.ColumnDefinition<KnownPrincipal>[] = [
  { id: "name", header: "Name", cell: ({ name }) => name, sortingField: "name", isRowHeader: true },
  { id: "path", header: "Path", cell: ({ path }) => path, sortingField: "path" },
  { id: "type", header: "Type", cell: ({ type }) => type, sortingField: "type" },
];

interface Properties {
  title: string;
  description: string;
  /** ARNs. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** IAM users and roles to choose from. */
export function PrincipalsTable({ title, description, chosen, onChange }: Properties) {
  const principals = usePrincipals();
  const known = principals.data ?? [];
  // of another account, or not there any more: chosen before, and not to be lost by choosing others
  const unlisted = chosen.filter((chosenArn) => !known.some(({ arn }) => arn === chosenArn));
  const { items, collectionProps, filterProps, paginationProps } = useCollection(known, {
    filtering: {
      fields: ["name", "path", "type"],
      empty: <EmptyTable isUnknown={principals.isError}>The account has no IAM users and no roles.</EmptyTable>,
      noMatch: <Box textAlign="center">No user and no role is called that.</Box>,
    },
    pagination: { pageSize: PAGE_SIZE },
    sorting: {},
  });
  return (
    <SpaceBetween size="m">
      {principals.isError ? (
        <ServiceErrorAlert error={principals.error} header="The IAM users and roles cannot be listed" />
      ) : null}
      <Table
        {...collectionProps}
        columnDefinitions={COLUMNS}
        items={items}
        trackBy="arn"
        selectionType="multi"
        selectedItems={known.filter(({ arn }) => chosen.includes(arn))}
        onSelectionChange={({ detail }) => onChange([...unlisted, ...detail.selectedItems.map(({ arn }) => arn)])}
        ariaLabels={{
          selectionGroupLabel: title,
          allItemsSelectionLabel: () => "Choose all",
          itemSelectionLabel: (_, { name, type }) => `${type} ${name}`,
          tableLabel: title,
        }}
        loading={principals.isPending}
        loadingText="Loading users and roles"
        header={
          <Header variant="h2" description={description} counter={`(${chosen.length - unlisted.length}/${known.length})`}>
            {title}
          </Header>
        }
        filter={<TextFilter {...filterProps} filteringPlaceholder="Find users and roles" filteringAriaLabel={`Find in ${title}`} />}
        pagination={<Pagination {...paginationProps} />}
      />
    </SpaceBetween>
  );
}
