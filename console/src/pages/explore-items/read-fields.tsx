import type { TableDescription } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ComparisonFields, SORT_COMPARISONS } from "./comparison-fields";
import { FilterFields } from "./filter-fields";
import { keyOf, type ReadForm } from "./read-request";

interface Properties {
  table: TableDescription;
  form: ReadForm;
  onChange: (form: ReadForm) => void;
  onRun: () => void;
  onReset: () => void;
  isRunning: boolean;
}

/** The builder of scans and queries. */
export function ReadFields({ table, form, onChange, onRun, onReset, isRunning }: Properties) {
  const change = (changed: Partial<ReadForm>) => onChange({ ...form, ...changed });
  return (
    <ExpandableSection variant="container" headerText="Scan or query items" defaultExpanded>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onRun();
        }}
      >
        <SpaceBetween size="l">
          <SegmentedControl
            label="Operation"
            selectedId={form.mode}
            options={[
              { id: "scan", text: "Scan" },
              { id: "query", text: "Query" },
            ]}
            onChange={({ detail }) => change({ mode: detail.selectedId as ReadForm["mode"] })}
          />
          <Source table={table} form={form} onChange={change} />
          {form.mode === "query" ? <KeyFields table={table} form={form} onChange={change} /> : null}
          <FilterFields filters={form.filters} onChange={(filters) => change({ filters })} />
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="primary" formAction="submit" loading={isRunning}>
              Run
            </Button>
            <Button formAction="none" onClick={onReset}>
              Reset
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      </form>
    </ExpandableSection>
  );
}

interface PartProperties {
  table: TableDescription;
  form: ReadForm;
  onChange: (changed: Partial<ReadForm>) => void;
}

function Source({ table, form, onChange }: PartProperties) {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const options = [
    { value: "", label: `Table - ${table.TableName ?? ""}` },
    ...indexes.map(({ IndexName = "" }) => ({ value: IndexName, label: `Index - ${IndexName}` })),
  ];
  return (
    <FormField label="Table or index" stretch>
      <Select
        options={options}
        selectedOption={options.find(({ value }) => value === form.index) ?? null}
        onChange={({ detail }) => onChange({ index: detail.selectedOption.value ?? "" })}
      />
    </FormField>
  );
}

function KeyFields({ table, form, onChange }: PartProperties) {
  const { partition, sort } = keyOf(table, form.index);
  return (
    <SpaceBetween size="s">
      <ColumnLayout columns={2}>
        <FormField label={`${partition.name} (Partition key)`} stretch>
          <Input
            value={form.partitionValue}
            placeholder="Enter partition key value"
            onChange={({ detail }) => onChange({ partitionValue: detail.value })}
          />
        </FormField>
        {sort ? (
          <div>
            <Box variant="awsui-key-label">{sort.name} (Sort key)</Box>
            <ComparisonFields
              label={sort.name}
              comparisons={SORT_COMPARISONS}
              condition={form.sort}
              onChange={(condition) => onChange({ sort: condition })}
            />
          </div>
        ) : null}
      </ColumnLayout>
      {sort ? (
        <Checkbox checked={form.descending} onChange={({ detail }) => onChange({ descending: detail.checked })}>
          Sort descending
        </Checkbox>
      ) : null}
    </SpaceBetween>
  );
}
