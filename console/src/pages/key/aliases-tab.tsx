import { CreateAliasCommand, DeleteAliasCommand } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { EmptyTable } from "../../shared/empty-table";
import type { KmsKey } from "../../shared/kms-keys";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useKeyChange } from "./use-key";

/** The names that the key can be used by. */
export function AliasesTab({ kmsKey: { metadata, aliases, aliasesDenial } }: { kmsKey: KmsKey }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [dialog, setDialog] = useState<"create" | "delete" | null>(null);
  const [alias] = chosen;
  const isManaged = metadata.KeyManager === "AWS";
  const close = () => {
    setDialog(null);
    setChosen([]);
  };
  return (
    <SpaceBetween size="m">
      {aliasesDenial ? <ServiceErrorAlert error={aliasesDenial} header="The aliases cannot be listed" /> : null}
      <Table
        columnDefinitions={[
          { id: "name", header: "Alias name", cell: (name) => name.replace(/^alias\//, ""), isRowHeader: true },
          { id: "arn", header: "Alias ARN", cell: (name) => aliasArn(metadata.Arn ?? "", name) },
        ]}
        items={aliases}
        selectionType="single"
        selectedItems={[...chosen]}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        isItemDisabled={() => isManaged}
        ariaLabels={{ selectionGroupLabel: "Aliases", itemSelectionLabel: (_, name) => name, tableLabel: "Aliases" }}
        empty={<EmptyTable isUnknown={aliasesDenial !== undefined}>The key has no alias.</EmptyTable>}
        header={
          <Header
            variant="h2"
            counter={aliasesDenial ? "" : `(${aliases.length})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={alias === undefined} onClick={() => setDialog("delete")}>
                  Delete
                </Button>
                <Button disabled={isManaged} onClick={() => setDialog("create")}>
                  Create alias
                </Button>
              </SpaceBetween>
            }
          >
            Aliases
          </Header>
        }
      />
      {dialog === "create" ? <CreateAlias keyId={metadata.Arn ?? ""} onClose={close} /> : null}
      {dialog === "delete" && alias ? <DeleteAlias alias={alias} onClose={close} /> : null}
    </SpaceBetween>
  );
}

function CreateAlias({ keyId, onClose }: { keyId: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const creating = useKeyChange(
    (kms) => kms.send(new CreateAliasCommand({ AliasName: `alias/${name.trim()}`, TargetKeyId: keyId })),
    onClose,
  );
  return (
    <Modal
      visible
      header="Create alias"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" disabled={!name.trim()} loading={creating.isPending} onClick={() => creating.mutate()}>
              Create alias
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {creating.isError ? <ServiceErrorAlert error={creating.error} /> : null}
        <FormField label="Alias name" description="Without alias/ before it.">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

function DeleteAlias({ alias, onClose }: { alias: string; onClose: () => void }) {
  const deleting = useKeyChange((kms) => kms.send(new DeleteAliasCommand({ AliasName: alias })), onClose);
  return (
    <ConfirmByName
      action="Delete alias"
      name={alias}
      isPending={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onDismiss={onClose}
    >
      <Box>Whoever names the key by this alias will no longer find it. The key itself and what it protects stay as they are.</Box>
    </ConfirmByName>
  );
}

function aliasArn(keyArn: string, alias: string): string {
  return keyArn.replace(/:key\/.*$/, `:${alias}`);
}
