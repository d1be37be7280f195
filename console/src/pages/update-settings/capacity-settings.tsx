import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { useState } from "react";
import { CapacityFields, type Capacity } from "../../shared/capacity-fields";
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
  const { ReadCapacityUnits: reads, WriteCapacityUnits: writes } = table.ProvisionedThroughput ?? {};
  return {
    capacityMode:
      table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST" ? "PAY_PER_REQUEST" : "PROVISIONED",
    readCapacity: String(reads ? reads : 5),
    writeCapacity: String(writes ? writes : 5),
  };
}
