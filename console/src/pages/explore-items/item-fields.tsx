import Button from "@cloudscape-design/components/button";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { AttributeType } from "../../shared/items/dynamodb-json";
import { EMPTY_TEXT, type Row } from "./item-rows";

const TYPES: readonly { value: AttributeType; label: string }[] = [
  { value: "S", label: "String" },
  { value: "N", label: "Number" },
  { value: "B", label: "Binary" },
  { value: "BOOL", label: "Boolean" },
  { value: "NULL", label: "Null" },
  { value: "SS", label: "String set" },
  { value: "NS", label: "Number set" },
  { value: "BS", label: "Binary set" },
  { value: "L", label: "List" },
  { value: "M", label: "Map" },
];
const WITH_PARTS: readonly AttributeType[] = ["SS", "NS", "BS", "L", "M"];

interface Properties {
  rows: readonly Row[];
  keyNames: readonly string[];
  /** The key of an item that is there cannot be changed. */
  isKeyFixed: boolean;
  onChange: (rows: readonly Row[]) => void;
}

/** The attributes of an item, one below the other. */
export function ItemFields({ rows, keyNames, isKeyFixed, onChange }: Properties) {
  const change = (id: string, changed: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...changed } : row)));
  const add = () => onChange([...rows, { id: crypto.getRandomValues(new Uint32Array(2)).join(), name: "", type: "S", text: "" }]);
  return (
    <SpaceBetween size="s">
      {rows.map((row) => (
        <AttributeFields
          key={row.id}
          row={row}
          isKey={keyNames.includes(row.name) && row.id === row.name}
          isFixed={isKeyFixed && keyNames.includes(row.id)}
          onChange={(changed) => change(row.id, changed)}
          onRemove={() => onChange(rows.filter(({ id }) => id !== row.id))}
        />
      ))}
      <Button onClick={add}>Add new attribute</Button>
    </SpaceBetween>
  );
}

interface AttributeProperties {
  row: Row;
  isKey: boolean;
  isFixed: boolean;
  onChange: (changed: Partial<Row>) => void;
  onRemove: () => void;
}

function AttributeFields({ row, isKey, isFixed, onChange, onRemove }: AttributeProperties) {
  const label = row.name || "new attribute";
  return (
    <Grid
      gridDefinition={[
        { colspan: { default: 7, xs: 3 } },
        { colspan: { default: 5, xs: 2 } },
        { colspan: { default: 12, xs: 5 } },
        { colspan: { default: 12, xs: 2 } },
      ]}
    >
      <Input
        value={row.name}
        ariaLabel={`Name of ${label}`}
        placeholder="Name"
        readOnly={isKey}
        onChange={({ detail }) => onChange({ name: detail.value })}
      />
      <Select
        ariaLabel={`Type of ${label}`}
        disabled={isKey}
        options={TYPES}
        selectedOption={TYPES.find(({ value }) => value === row.type) ?? null}
        onChange={({ detail }) => {
          const type = detail.selectedOption.value as AttributeType;
          onChange({ type, text: EMPTY_TEXT[type] });
        }}
      />
      <ValueField label={`Value of ${label}`} row={row} isFixed={isFixed} onChange={onChange} />
      {isKey ? null : (
        <Button ariaLabel={`Remove ${label}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </Grid>
  );
}

interface ValueProperties {
  label: string;
  row: Row;
  isFixed: boolean;
  onChange: (changed: Partial<Row>) => void;
}

function ValueField({ label, row, isFixed, onChange }: ValueProperties) {
  if (row.type === "BOOL") {
    const options = [{ value: "true" }, { value: "false" }];
    return (
      <Select
        ariaLabel={label}
        options={options}
        selectedOption={{ value: row.text }}
        onChange={({ detail }) => onChange({ text: detail.selectedOption.value ?? "" })}
      />
    );
  }
  if (WITH_PARTS.includes(row.type)) {
    return (
      <Textarea
        value={row.text}
        ariaLabel={label}
        rows={2}
        spellcheck={false}
        onChange={({ detail }) => onChange({ text: detail.value })}
      />
    );
  }
  return (
    <Input
      value={row.type === "NULL" ? "null" : row.text}
      ariaLabel={label}
      readOnly={isFixed || row.type === "NULL"}
      placeholder={row.type === "B" ? "base64" : ""}
      onChange={({ detail }) => onChange({ text: detail.value })}
    />
  );
}
