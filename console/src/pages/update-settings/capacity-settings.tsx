import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { useState } from "react";
import { CapacityFields, capacityUnitsOf, type Capacity } from "../../shared/capacity-fields";
import { SettingsForm } from "./settings-form";

/** The table's capacity mode and units. */
export function CapacitySettings({ name, table }: { name: string; table: TableDescription }) {
  const [capacity, setCapacity] = useState(() => capacityOf(table));
  const { capacityMode, readCapacity, writeCapacity } = capacity;
  const units = { ReadCapacityUnits: Number(readCapacity), WriteCapacityUnits: Number(writeCapacity) };
  return (
    <SettingsForm
      name={name}
      title="Read/write capacity"
      request={{
        BillingMode: capacityMode,
        ...(capacityMode === "PROVISIONED" && { ProvisionedThroughput: units }),
      }}
    >
      <CapacityFields capacity={capacity} onChange={setCapacity} />
    </SettingsForm>
  );
}

function capacityOf(table: TableDescription): Capacity {
  const isOnDemand = table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST";
  return { capacityMode: isOnDemand ? "PAY_PER_REQUEST" : "PROVISIONED", ...capacityUnitsOf(table) };
}
