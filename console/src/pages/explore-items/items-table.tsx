import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { jsonOf, type Item } from "../../shared/items/dynamodb-json";
import { columnNames, valueText } from "../../shared/items/value-text";
import type { Items } from "./use-items";

interface Properties {
  items: Items;
  keyNames: readonly string[];
  onCreate: () => void;
  onEdit: (item: Item) => void;
  onDuplicate: (item: Item) => void;
  onDelete: (items: readonly Item[]) => void;
}

/** The items that were read, and what can be done with them. */
export function ItemsTable({ items, keyNames, onCreate, onEdit, onDuplicate, onDelete }: Properties) {
  const [chosen, setChosen] = useState<readonly Item[]>([]);
  const selected = chosen.filter((item) => items.items.includes(item));
  const [first] = selected;
  const act = (action: string) => {
    if (action === "delete") onDelete(selected);
    else if (first) (action === "edit" ? onEdit : onDuplicate)(first);
  };
  return (
    <Table
      items={items.items}
      columnDefinitions={columnsOf(items.items, keyNames, onEdit)}
      selectionType="multi"
      selectedItems={selected}
      onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
      trackBy={(item) => jsonOf(Object.fromEntries(keyNames.flatMap((name) => (item[name] ? [[name, item[name]]] : []))))}
      ariaLabels={{
        selectionGroupLabel: "Items",
        allItemsSelectionLabel: () => "Select all items",
        itemSelectionLabel: (_, item) => `Select item ${keyNames.map((name) => valueText(item[name])).join(", ")}`,
      }}
      loading={items.isReading && items.items.length === 0}
      loadingText="Reading items"
      empty={<Box textAlign="center">No items were found.</Box>}
      header={
        <Header
          variant="h2"
          counter={`(${items.items.length})`}
          description={`${items.scanned} items read, ${items.capacity} read capacity units consumed`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ButtonDropdown
                disabled={!first}
                onItemClick={({ detail }) => act(detail.id)}
                items={[
                  { id: "edit", text: "Edit item", disabled: selected.length > 1 },
                  { id: "duplicate", text: "Duplicate item", disabled: selected.length > 1 },
                  { id: "delete", text: "Delete items" },
                ]}
              >
                Actions
              </ButtonDropdown>
              <Button variant="primary" onClick={onCreate}>
                Create item
              </Button>
            </SpaceBetween>
          }
        >
          Items returned
        </Header>
      }
      footer={
        items.next ? (
          <Box textAlign="center">
            <Button loading={items.isReading} onClick={items.readMore}>
              Retrieve next page
            </Button>
          </Box>
        ) : null
      }
    />
  );
}

function columnsOf(
  items: readonly Item[],
  keyNames: readonly string[],
  onEdit: (item: Item) => void,
): TableProps.ColumnDefinition<Item>[] {
  const [partition] = keyNames;
  return columnNames(items, keyNames).map((name) => ({
    id: name,
    header: name,
    minWidth: 120,
    isRowHeader: name === partition,
    cell: (item) =>
      name === partition ? <Link onFollow={() => onEdit(item)}>{valueText(item[name]) || "(empty)"}</Link> : valueText(item[name]),
  }));
}
