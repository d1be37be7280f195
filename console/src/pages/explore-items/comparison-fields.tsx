import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Comparison, Condition } from "./read-request";

interface Choice {
  value: Comparison;
  label: string;
}

export const SORT_COMPARISONS: readonly Choice[] = [
  { value: "=", label: "Equal to" },
  { value: "<", label: "Less than" },
  { value: "<=", label: "Less than or equal to" },
  { value: ">", label: "Greater than" },
  { value: ">=", label: "Greater than or equal to" },
  { value: "BETWEEN", label: "Between" },
  { value: "begins_with", label: "Begins with" },
];

export const FILTER_COMPARISONS: readonly Choice[] = [
  ...SORT_COMPARISONS,
  { value: "<>", label: "Not equal to" },
  { value: "contains", label: "Contains" },
  { value: "attribute_exists", label: "Exists" },
  { value: "attribute_not_exists", label: "Not exists" },
];

type Compared = Pick<Condition, "comparison" | "value" | "other">;

interface Properties {
  /** What is compared, for people who do not see the fields together. */
  label: string;
  comparisons: readonly Choice[];
  condition: Compared;
  onChange: (condition: Compared) => void;
}

/** A comparison and what it compares with. */
export function ComparisonFields({ label, comparisons, condition, onChange }: Properties) {
  const { comparison, value, other } = condition;
  return (
    <SpaceBetween size="xs">
      <Select
        ariaLabel={`Condition on ${label}`}
        options={comparisons}
        selectedOption={comparisons.find((choice) => choice.value === comparison) ?? null}
        onChange={({ detail }) =>
          onChange({ comparison: detail.selectedOption.value as Comparison, value, other })
        }
      />
      {comparison.startsWith("attribute_") ? null : (
        <Input
          value={value}
          ariaLabel={`Value of ${label}`}
          placeholder="Enter a value"
          onChange={({ detail }) => onChange({ comparison, value: detail.value, other })}
        />
      )}
      {comparison === "BETWEEN" ? (
        <Input
          value={other}
          ariaLabel={`Last value of ${label}`}
          placeholder="Enter the last value"
          onChange={({ detail }) => onChange({ comparison, value, other: detail.value })}
        />
      ) : null}
    </SpaceBetween>
  );
}
