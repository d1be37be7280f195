import type { TableDescription } from "@aws-sdk/client-dynamodb";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";

/** Capacity units, as they are typed. */
export interface CapacityUnits {
  readCapacity: string;
  writeCapacity: string;
}

/** A table's capacity, as it is typed. */
export interface Capacity extends CapacityUnits {
  capacityMode: "PAY_PER_REQUEST" | "PROVISIONED";
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
        <CapacityUnitFields capacity={capacity} onChange={(units) => onChange({ ...capacity, ...units })} />
      ) : null}
    </SpaceBetween>
  );
}

/** The units of provisioned capacity. */
export function CapacityUnitFields({
  capacity,
  onChange,
}: {
  capacity: CapacityUnits;
  onChange: (change: CapacityUnits) => void;
}) {
  const { readCapacity, writeCapacity } = capacity;
  return (
    <ColumnLayout columns={2}>
      <FormField label="Read capacity units">
        <Input
          type="number"
          value={readCapacity}
          onChange={({ detail }) => onChange({ writeCapacity, readCapacity: detail.value })}
        />
      </FormField>
      <FormField label="Write capacity units">
        <Input
          type="number"
          value={writeCapacity}
          onChange={({ detail }) => onChange({ readCapacity, writeCapacity: detail.value })}
        />
      </FormField>
    </ColumnLayout>
  );
}

/** The units of a table that has provisioned capacity, else those that a table of its own would begin with. */
export function capacityUnitsOf({ ProvisionedThroughput: units }: Pick<TableDescription, "ProvisionedThroughput">): CapacityUnits {
  return {
    readCapacity: String(units?.ReadCapacityUnits || 5),
    writeCapacity: String(units?.WriteCapacityUnits || 5),
  };
}
