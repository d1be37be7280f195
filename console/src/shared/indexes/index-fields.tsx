import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { IndexForm } from "./index-form";
import { KeyAttributeField } from "./key-attribute-field";

const PROJECTIONS: readonly { value: IndexForm["projection"]; label: string }[] = [
  { value: "ALL", label: "All" },
  { value: "KEYS_ONLY", label: "Only keys" },
  { value: "INCLUDE", label: "Include" },
];

interface Properties {
  index: IndexForm;
  isGlobal: boolean;
  problems?: { name?: string; partitionKey?: string };
  onChange: (change: Partial<IndexForm>) => void;
}

/** The name, the key and the projection of one secondary index. */
export function IndexFields({ index, isGlobal, problems = {}, onChange }: Properties) {
  return (
    <SpaceBetween size="s">
      <FormField label="Index name" errorText={problems.name} stretch>
        <Input value={index.name} onChange={({ detail }) => onChange({ name: detail.value })} />
      </FormField>
      {isGlobal ? (
        <KeyAttributeField
          label="Index partition key"
          attribute={index.partitionKey}
          problem={problems.partitionKey}
          onChange={(partitionKey) => onChange({ partitionKey })}
        />
      ) : null}
      <KeyAttributeField
        label="Index sort key"
        isOptional={isGlobal}
        attribute={index.sortKey}
        onChange={(sortKey) => onChange({ sortKey })}
      />
      <FormField label="Attribute projections">
        <Select
          options={PROJECTIONS}
          selectedOption={PROJECTIONS.find(({ value }) => value === index.projection) ?? null}
          onChange={({ detail }) => onChange({ projection: detail.selectedOption.value as IndexForm["projection"] })}
        />
      </FormField>
      {index.projection === "INCLUDE" ? (
        <FormField label="Projected attributes" description="Names, separated by commas." stretch>
          <Input value={index.included} onChange={({ detail }) => onChange({ included: detail.value })} />
        </FormField>
      ) : null}
    </SpaceBetween>
  );
}
