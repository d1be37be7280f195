import type { TableDescription } from "@aws-sdk/client-dynamodb";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { encryptionText } from "../../shared/encryption/choice";
import { EncryptionStatus } from "../../shared/encryption/encryption-status";
import { KeyLink } from "../../shared/encryption/key-link";
import { useKeyManagers } from "../../shared/encryption/use-key-managers";
import { Copyable } from "../../shared/copyable";
import { TableStatus } from "../../shared/table-status";
import { bytesText, capacityText, keyText, tableClassText } from "../../shared/table-texts";
import { timeText } from "../../shared/time-text";

/** What the table is. */
export function OverviewTab({ table }: { table: TableDescription }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">General information</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Partition key", value: keyText(table, "HASH") },
            { label: "Sort key", value: keyText(table, "RANGE") },
            { label: "Table status", value: <TableStatus table={table} /> },
            { label: "Capacity mode", value: capacityText(table) },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Items summary</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Item count", value: (table.ItemCount ?? 0).toLocaleString() },
            { label: "Table size", value: bytesText(table.TableSizeBytes ?? 0) },
            {
              label: "Average item size",
              value: table.ItemCount ? bytesText(Math.round((table.TableSizeBytes ?? 0) / table.ItemCount)) : "-",
            },
          ]}
        />
      </Container>
      <AdditionalDetails table={table} />
    </SpaceBetween>
  );
}

function AdditionalDetails({ table }: { table: TableDescription }) {
  const encryption = table.SSEDescription;
  const arn = encryption?.KMSMasterKeyArn;
  const manager = useKeyManagers(arn ? [arn] : []).get(arn ?? "");
  const inaccessible = encryption?.InaccessibleEncryptionDateTime;
  return (
    <Container header={<Header variant="h2">Additional details</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Encryption type", value: encryptionText(encryption, manager) },
          { label: "Encryption status", value: <EncryptionStatus table={table} /> },
          ...(inaccessible ? [{ label: "Inaccessible since", value: timeText(inaccessible) }] : []),
          ...(arn ? [{ label: "AWS KMS key ARN", value: <KeyLink arn={arn} /> }] : []),
          { label: "Table class", value: tableClassText(table) },
          { label: "Deletion protection", value: table.DeletionProtectionEnabled ? "On" : "Off" },
          { label: "Date created", value: timeText(table.CreationDateTime) },
          { label: "Amazon Resource Name (ARN)", value: <Copyable text={table.TableArn ?? ""} what="ARN" /> },
        ]}
      />
    </Container>
  );
}
