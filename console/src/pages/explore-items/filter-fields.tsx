import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Box from "@cloudscape-design/components/box";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { AttributeType } from "../../shared/items/dynamodb-json";
import { ComparisonFields, FILTER_COMPARISONS } from "./comparison-fields";
import type { Condition } from "./read-request";

const TYPES: readonly { value: AttributeType; label: string }[] = [
  { value: "S", label: "String" },
  { value: "N", label: "Number" },
  { value: "B", label: "Binary" },
  { value: "BOOL", label: "Boolean" },
  { value: "NULL", label: "Null" },
];
const NEW_FILTER: Condition = { attribute: "", type: "S", comparison: "=", value: "", other: "" };

interface Properties {
  filters: readonly Condition[];
  onChange: (filters: readonly Condition[]) => void;
}

/** Conditions on attributes, all of which an item must meet. */
export function FilterFields({ filters, onChange }: Properties) {
  const change = (position: number, changed: Partial<Condition>) =>
    onChange(filters.map((filter, other) => (other === position ? { ...filter, ...changed } : filter)));
  return (
    <div>
      <Box variant="awsui-key-label">Filters - optional</Box>
      <AttributeEditor
        items={filters}
        addButtonText="Add filter"
        removeButtonText="Remove"
        empty="No filters: every item is shown."
        onAddButtonClick={() => onChange([...filters, NEW_FILTER])}
        onRemoveButtonClick={({ detail }) =>
          onChange(filters.filter((_, position) => position !== detail.itemIndex))
        }
        definition={[
          {
            label: "Attribute name",
            control: (filter, position) => (
              <Input
                value={filter.attribute}
                ariaLabel={`Attribute of filter ${position + 1}`}
                onChange={({ detail }) => change(position, { attribute: detail.value })}
              />
            ),
          },
          {
            label: "Type",
            control: (filter, position) => (
              <Select
                ariaLabel={`of filter ${position + 1}`}
                options={TYPES}
                selectedOption={TYPES.find(({ value }) => value === filter.type) ?? null}
                onChange={({ detail }) =>
                  change(position, { type: detail.selectedOption.value as AttributeType })
                }
              />
            ),
          },
          {
            label: "Condition",
            control: (filter, position) => (
              <ComparisonFields
                label={`filter ${position + 1}`}
                comparisons={FILTER_COMPARISONS}
                condition={filter}
                onChange={(condition) => change(position, condition)}
              />
            ),
          },
        ]}
      />
    </div>
  );
}
