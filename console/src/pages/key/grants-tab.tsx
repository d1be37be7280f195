import { paginateListGrants, RevokeGrantCommand, type GrantListEntry } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { EmptyTable } from "../../shared/empty-table";
import type { KmsKey } from "../../shared/kms-keys";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { timeText } from "../../shared/time-text";
import { contextText, constraintOf } from "./grant-texts";
import { useKeyChange, useKeyPart } from "./use-key";

/** Who may use the key by a grant: DynamoDB, for each table under it. */
export function GrantsTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const keyId = metadata.Arn ?? "";
  const [chosen, setChosen] = useState<readonly GrantListEntry[]>([]);
  const [isRevoking, setRevoking] = useState(false);
  const grants = useKeyPart(keyId, "grants", async (client) => {
    const found: GrantListEntry[] = [];
    for await (const page of paginateListGrants({ client }, { KeyId: keyId })) found.push(...(page.Grants ?? []));
    return found;
  });
  const [grant] = chosen;
  return (
    <SpaceBetween size="m">
      {grants.isError ? <ServiceErrorAlert error={grants.error} header="The grants cannot be listed" /> : null}
      <Table
        columnDefinitions={[
          { id: "grantee", header: "Grantee", cell: ({ GranteePrincipal }) => GranteePrincipal ?? "-", isRowHeader: true },
          { id: "operations", header: "Operations", cell: ({ Operations = [] }) => Operations.join(", "), minWidth: 200 },
          {
            id: "context",
            header: "Encryption context",
            cell: ({ Constraints }) => contextText(constraintOf(Constraints)),
            minWidth: 220,
          },
          { id: "created", header: "Creation date", cell: ({ CreationDate }) => timeText(CreationDate) },
          { id: "id", header: "Grant ID", cell: ({ GrantId = "" }) => <Box variant="code">{`${GrantId.slice(0, 12)}…`}</Box> },
        ]}
        items={grants.data ?? []}
        trackBy="GrantId"
        wrapLines
        selectionType="single"
        selectedItems={[...chosen]}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        ariaLabels={{
          selectionGroupLabel: "Grants",
          itemSelectionLabel: (_, { GrantId = "" }) => `Grant ${GrantId}`,
          tableLabel: "Grants",
        }}
        loading={grants.isPending}
        loadingText="Loading grants"
        empty={<EmptyTable isUnknown={grants.isError}>The key has no grants.</EmptyTable>}
        header={
          <Header
            variant="h2"
            counter={grants.data ? `(${grants.data.length})` : ""}
            actions={
              <Button disabled={grant === undefined} onClick={() => setRevoking(true)}>
                Revoke
              </Button>
            }
          >
            Grants
          </Header>
        }
      />
      {isRevoking && grant ? (
        <RevokeGrant
          grant={grant}
          keyId={keyId}
          onClose={() => {
            setRevoking(false);
            setChosen([]);
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function RevokeGrant({ grant, keyId, onClose }: { grant: GrantListEntry; keyId: string; onClose: () => void }) {
  const { GrantId = "", GranteePrincipal: grantee = "" } = grant;
  const context = contextText(constraintOf(grant.Constraints));
  const revoking = useKeyChange((kms) => kms.send(new RevokeGrantCommand({ KeyId: keyId, GrantId })), onClose);
  return (
    <ConfirmByName
      action="Revoke grant"
      name={grantee}
      isPending={revoking.isPending}
      error={revoking.error}
      onConfirm={() => revoking.mutate()}
      onDismiss={onClose}
    >
      <Box>
        {grantee} can no longer use the key by this grant{context === "-" ? "" : ` (${context})`}. A table whose grant is
        revoked becomes inaccessible.
      </Box>
    </ConfirmByName>
  );
}
