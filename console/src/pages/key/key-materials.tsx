import { paginateListKeyRotations, RotateKeyOnDemandCommand, type RotationsListEntry } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { EmptyTable } from "../../shared/empty-table";
import type { KmsKey } from "../../shared/kms-keys";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { timeText } from "../../shared/time-text";
import { DeleteMaterialDialog } from "./delete-material-dialog";
import { expiryText, isRotationPending, materialStateText, shortId } from "./material-texts";
import { isReplica } from "../../shared/regionality";
import { useKeyChange, useKeyPart } from "./use-key";

type Columns = readonly TableProps.ColumnDefinition<RotationsListEntry>[];

const COMMON: Columns = [
  { id: "id", header: "Key material ID", cell: (material) => <Box variant="code">{shortId(material)}</Box>, isRowHeader: true },
  { id: "state", header: "State", cell: materialStateText },
  { id: "date", header: "Rotation date", cell: ({ RotationDate }) => timeText(RotationDate) },
];
const MADE: Columns = [
  ...COMMON,
  { id: "type", header: "Rotation type", cell: ({ RotationType: type }) => (type ? rotationTypeText(type) : "-") },
];
const IMPORTED: Columns = [
  ...COMMON,
  { id: "import", header: "Import state", cell: ({ ImportState: state }) => <ImportState isImported={state === "IMPORTED"} /> },
  { id: "description", header: "Description", cell: ({ KeyMaterialDescription: text }) => text ?? "-" },
  { id: "expiry", header: "Expiration date", cell: expiryText },
];

/** The key materials of a symmetric encryption key: what it encrypts with, what it only decrypts with. */
export function KeyMaterials({ kmsKey }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", Origin: origin } = kmsKey.metadata;
  const [deleted, setDeleted] = useState<RotationsListEntry | null>(null);
  const materials = useKeyPart(keyArn, "materials", async (client) => {
    const found: RotationsListEntry[] = [];
    const pages = paginateListKeyRotations({ client }, { KeyId: keyArn, IncludeKeyMaterial: "ALL_KEY_MATERIAL" });
    for await (const page of pages) found.push(...(page.Rotations ?? []));
    return found;
  });
  const rotating = useKeyChange((kms) => kms.send(new RotateKeyOnDemandCommand({ KeyId: keyArn })));
  const actions = {
    id: "actions",
    header: "Actions",
    cell: (material: RotationsListEntry) => <MaterialActions kmsKey={kmsKey} material={material} onDelete={setDeleted} />,
  };
  return (
    <SpaceBetween size="m">
      {rotating.isError ? <ServiceErrorAlert error={rotating.error} header="The key material was not rotated" /> : null}
      {materials.isError ? <ServiceErrorAlert error={materials.error} header="The key materials cannot be listed" /> : null}
      <Table
        columnDefinitions={origin === "EXTERNAL" ? [...IMPORTED, actions] : MADE}
        items={materials.data ?? []}
        trackBy="KeyMaterialId"
        ariaLabels={{ tableLabel: "Key materials" }}
        loading={materials.isPending}
        loadingText="Loading key materials"
        empty={<EmptyTable isUnknown={materials.isError}>The key has no key material yet.</EmptyTable>}
        header={
          <Header
            variant="h2"
            counter={materials.data ? `(${materials.data.length})` : ""}
            description="New data is encrypted with the current key material; the others stay for what they encrypted."
            actions={
              <TableActions
                kmsKey={kmsKey}
                materials={materials.data}
                isRotating={rotating.isPending}
                onRotate={() => rotating.mutate()}
              />
            }
          >
            Key materials
          </Header>
        }
      />
      {deleted ? <DeleteMaterialDialog kmsKey={kmsKey} material={deleted} onClose={() => setDeleted(null)} /> : null}
    </SpaceBetween>
  );
}

export function ImportState({ isImported }: { isImported: boolean }) {
  return (
    <StatusIndicator type={isImported ? "success" : "pending"}>{isImported ? "Imported" : "Pending import"}</StatusIndicator>
  );
}

interface TableActionsProperties {
  kmsKey: KmsKey;
  /** None while they are not known. */
  materials: readonly RotationsListEntry[] | undefined;
  isRotating: boolean;
  onRotate: () => void;
}

function TableActions({ kmsKey: { metadata }, materials, isRotating, onRotate }: TableActionsProperties) {
  const { KeyId: id = "", Origin: origin, KeyManager: manager } = metadata;
  const isExternal = origin === "EXTERNAL";
  // what related keys share, only their primary key changes
  const isFixed = manager === "AWS" || isReplica(metadata);
  const isWaiting = isRotationPending(materials ?? []);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {isExternal && materials?.length === 0 ? (
        <Button disabled={isFixed} href={`#${paths.importKeyMaterial(id)}`}>
          Import initial key material
        </Button>
      ) : null}
      {isExternal && materials?.length ? (
        <Button disabled={isFixed || isWaiting} href={`#${paths.importNewKeyMaterial(id)}`}>
          Import new key material
        </Button>
      ) : null}
      <Button disabled={isFixed || (isExternal && !isWaiting)} loading={isRotating} onClick={onRotate}>
        Rotate now
      </Button>
    </SpaceBetween>
  );
}

interface MaterialActionsProperties {
  kmsKey: KmsKey;
  material: RotationsListEntry;
  onDelete: (material: RotationsListEntry) => void;
}

function MaterialActions({ kmsKey, material, onDelete }: MaterialActionsProperties) {
  const navigate = useNavigate();
  const { KeyMaterialId: materialId = "", ImportState: state } = material;
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={`Actions for key material ${shortId(material)}`}
      expandToViewport
      items={[
        { id: "reimport", text: "Reimport key material" },
        { id: "delete", text: "Delete key material", disabled: state !== "IMPORTED" },
      ]}
      onItemClick={({ detail }) => {
        if (detail.id === "delete") onDelete(material);
        else void navigate(paths.reimportKeyMaterial(kmsKey.metadata.KeyId ?? "", materialId));
      }}
    />
  );
}

function rotationTypeText(type: string): string {
  return type === "ON_DEMAND" ? "On-demand" : "Automatic";
}
