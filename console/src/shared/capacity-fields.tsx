import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";

/** A table's capacity, as it is typed. */
export interface Capacity {
  capacityMode: "PAY_PER_REQUEST" | "PROVISIONED";
  readCapacity: string;
  writeCapacity: string;
}

const MODES = [
  { value: "PAY_PER_REQUEST", label: "On-demand", description: "Reads and writes are not limited in advance." },
  { value: "PROVISIONED", label: "Provisioned", description: "Read and write capacity units are set in advance." },
];

/** The capacity mode, and the units of the one that has them. */
export function CapacityFields({ capacity, onChange }: { capacity: Capacity; onChange: (change: Capacity) => void }) {
  return (
    <SpaceBetween size="m">
      <FormField label="Capacity mode">
        <RadioGroup
          value={capacity.capacityMode}
          items={MODES}
          onChange={({ detail }) =>
            onChange({ ...capacity, capacityMode: detail.value as Capacity["capacityMode"] })
          }
        />
      </FormField>
      {capacity.capacityMode === "PROVISIONED" ? (
        <ColumnLayout columns={2}>
          <FormField label="Read capacity units">
            <Input
              type="number"
              value={capacity.readCapacity}
              onChange={({ detail }) => onChange({ ...capacity, readCapacity: detail.value })}
            />
          </FormField>
          <FormField label="Write capacity units">
            <Input
              type="number"
              value={capacity.writeCapacity}
              onChange={({ detail }) => onChange({ ...capacity, writeCapacity: detail.value })}
            />
          </FormField>
        </ColumnLayout>
      ) : null}
    </SpaceBetween>
  );
}
