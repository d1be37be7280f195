import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { CapacityFields } from "../../shared/capacity-fields";
import { TABLE_CLASSES } from "../../shared/table-class";
import type { TableForm } from "./form";
import { IndexesSection } from "./indexes-section";

interface Properties {
  form: TableForm;
  onChange: (change: Partial<TableForm>) => void;
  indexProblem: string | undefined;
}

/** The settings above encryption, shown when they are customized. */
export function CustomSettings({ form, onChange, indexProblem }: Properties) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Table class</Header>}>
        <RadioGroup
          ariaLabel="Table class"
          value={form.tableClass}
          items={[...TABLE_CLASSES]}
          onChange={({ detail }) => onChange({ tableClass: detail.value as TableForm["tableClass"] })}
        />
      </Container>
      <Container header={<Header variant="h2">Read/write capacity settings</Header>}>
        <CapacityFields capacity={form} onChange={onChange} />
      </Container>
      <IndexesSection
        indexes={form.indexes}
        onChange={(indexes) => onChange({ indexes })}
        problem={indexProblem}
      />
    </SpaceBetween>
  );
}
