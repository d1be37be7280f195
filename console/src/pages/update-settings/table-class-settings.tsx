import type { TableClass, TableDescription } from "@aws-sdk/client-dynamodb";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { TABLE_CLASSES } from "../../shared/table-class";
import { SettingsForm } from "./settings-form";

export function TableClassSettings({ name, table }: { name: string; table: TableDescription }) {
  const [chosen, setChosen] = useState<TableClass>(table.TableClassSummary?.TableClass ?? "STANDARD");
  return (
    <SettingsForm name={name} title="Table class" request={{ TableClass: chosen }}>
      <RadioGroup
        ariaLabel="Table class"
        value={chosen}
        items={[...TABLE_CLASSES]}
        onChange={({ detail }) => setChosen(detail.value as TableClass)}
      />
    </SettingsForm>
  );
}
