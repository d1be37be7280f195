import type { TableDescription } from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { paths } from "../../app/paths";
import { encryptionText } from "../encryption/choice";
import { EncryptionStatus } from "../encryption/encryption-status";
import { KeyLink } from "../encryption/key-link";
import { useKeyManagers } from "../encryption/use-key-managers";
import { DeletionProtectionSection } from "./deletion-protection-section";
import { TagsSection } from "./tags-section";
import { TimeToLiveSection } from "./time-to-live-section";

/** Encryption, deletion protection, time to live and tags of a table. */
export function AdditionalSettings({ name, table }: { name: string; table: TableDescription }) {
  return (
    <SpaceBetween size="l">
      <EncryptionSection name={name} table={table} />
      <TimeToLiveSection name={name} table={table} />
      <DeletionProtectionSection name={name} table={table} />
      <TagsSection name={name} arn={table.TableArn ?? ""} />
    </SpaceBetween>
  );
}

function EncryptionSection({ name, table }: { name: string; table: TableDescription }) {
  const encryption = table.SSEDescription;
  const arn = encryption?.KMSMasterKeyArn;
  const manager = useKeyManagers(arn ? [arn] : []).get(arn ?? "");
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="All of a table is encrypted at rest: items, indexes and streams."
          actions={<Button href={`#${paths.manageEncryption(name)}`}>Manage encryption</Button>}
        >
          Encryption
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Encryption type", value: encryptionText(encryption, manager) },
          { label: "Encryption status", value: <EncryptionStatus table={table} /> },
          ...(arn ? [{ label: "AWS KMS key ARN", value: <KeyLink arn={arn} /> }] : []),
        ]}
      />
    </Container>
  );
}
