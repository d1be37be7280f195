import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { IndexForm } from "./form";
import { KeyAttributeField } from "./key-attribute-field";

const PROJECTIONS: readonly { value: IndexForm["projection"]; label: string }[] = [
  { value: "ALL", label: "All" },
  { value: "KEYS_ONLY", label: "Only keys" },
  { value: "INCLUDE", label: "Include" },
];

interface Properties {
  index: IndexForm;
  onChange: (index: IndexForm) => void;
  onRemove: () => void;
}

/** One secondary index. */
export function IndexFields({ index, onChange, onRemove }: Properties) {
  const isGlobal = index.kind === "global";
  return (
    <SpaceBetween size="s">
      <Header
        variant="h3"
        actions={
          <Button formAction="none" onClick={onRemove} ariaLabel={`Remove index ${index.name}`}>
            Remove
          </Button>
        }
      >
        {isGlobal ? "Global secondary index" : "Local secondary index"}
      </Header>
      <FormField label="Index name" stretch>
        <Input value={index.name} onChange={({ detail }) => onChange({ ...index, name: detail.value })} />
      </FormField>
      {isGlobal ? (
        <KeyAttributeField
          label="Index partition key"
          attribute={index.partitionKey}
          onChange={(partitionKey) => onChange({ ...index, partitionKey })}
        />
      ) : null}
      <KeyAttributeField
        label="Index sort key"
        isOptional={isGlobal}
        attribute={index.sortKey}
        onChange={(sortKey) => onChange({ ...index, sortKey })}
      />
      <FormField label="Attribute projections">
        <Select
          options={PROJECTIONS}
          selectedOption={PROJECTIONS.find(({ value }) => value === index.projection) ?? null}
          onChange={({ detail }) =>
            onChange({ ...index, projection: detail.selectedOption.value as IndexForm["projection"] })
          }
        />
      </FormField>
      {index.projection === "INCLUDE" ? (
        <FormField label="Projected attributes" description="Names, separated by commas." stretch>
          <Input value={index.included} onChange={({ detail }) => onChange({ ...index, included: detail.value })} />
        </FormField>
      ) : null}
    </SpaceBetween>
  );
}
