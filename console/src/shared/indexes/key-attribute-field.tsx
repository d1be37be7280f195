import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { ScalarAttributeType } from "@aws-sdk/client-dynamodb";
import type { KeyAttribute } from "./index-form";

const TYPES: readonly { value: ScalarAttributeType; label: string }[] = [
  { value: "S", label: "String" },
  { value: "N", label: "Number" },
  { value: "B", label: "Binary" },
];

interface Properties {
  /** Names the attribute's part: `Partition key` or `Sort key`. */
  label: string;
  isOptional?: boolean;
  description?: string;
  attribute: KeyAttribute;
  onChange: (attribute: KeyAttribute) => void;
  problem?: string | undefined;
}

/** A key attribute: its name and its type. */
export function KeyAttributeField({ label, isOptional, description, attribute, onChange, problem }: Properties) {
  return (
    <Grid gridDefinition={[{ colspan: { default: 7, xs: 9 } }, { colspan: { default: 5, xs: 3 } }]}>
      <FormField
        label={isOptional ? `${label} - optional` : label}
        description={description}
        errorText={problem}
        stretch
      >
        <Input
          value={attribute.name}
          ariaLabel={label}
          onChange={({ detail }) => onChange({ ...attribute, name: detail.value })}
        />
      </FormField>
      <FormField label="Type" description={description && "\u00a0"} stretch>
        <Select
          ariaLabel={`of the ${label.toLowerCase()}`}
          options={TYPES}
          selectedOption={TYPES.find(({ value }) => value === attribute.type) ?? null}
          onChange={({ detail }) =>
            onChange({ ...attribute, type: detail.selectedOption.value as ScalarAttributeType })
          }
        />
      </FormField>
    </Grid>
  );
}
