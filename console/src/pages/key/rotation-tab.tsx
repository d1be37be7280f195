import {
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  type GetKeyRotationStatusCommandOutput,
  type RotationsListEntry,
} from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { timeText } from "../../shared/time-text";
import { RotationForm } from "./rotation-form";
import { useKeyChange, useKeyPart } from "./use-key";

/** Rotation of the key material: by schedule and on demand, and what there was of it. */
export function RotationTab({ kmsKey }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", KeyManager: manager } = kmsKey.metadata;
  const status = useKeyPart(keyArn, "rotation", (kms) => kms.send(new GetKeyRotationStatusCommand({ KeyId: keyArn })));
  if (status.isPending) return <Loading />;
  if (status.isError) return <ServiceErrorAlert error={status.error} header="The key material of this key is not rotated" />;
  return (
    <SpaceBetween size="l">
      <Schedule keyId={keyArn} isManaged={manager === "AWS"} status={status.data} />
      <Rotations keyId={keyArn} isManaged={manager === "AWS"} />
    </SpaceBetween>
  );
}

interface ScheduleProperties {
  keyId: string;
  isManaged: boolean;
  status: GetKeyRotationStatusCommandOutput;
}

function Schedule({ keyId, isManaged, status }: ScheduleProperties) {
  const [isEditing, setEditing] = useState(false);
  const saving = useKeyChange(
    (kms, days: number | null) =>
      days === null
        ? kms.send(new DisableKeyRotationCommand({ KeyId: keyId }))
        : kms.send(new EnableKeyRotationCommand({ KeyId: keyId, RotationPeriodInDays: days })),
    () => setEditing(false),
  );
  if (isEditing) {
    return (
      <RotationForm
        days={status.KeyRotationEnabled ? (status.RotationPeriodInDays ?? null) : null}
        isSaving={saving.isPending}
        error={saving.error}
        onSave={saving.mutate}
        onCancel={() => setEditing(false)}
      />
    );
  }
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button disabled={isManaged} onClick={() => setEditing(true)}>
              Edit
            </Button>
          }
        >
          Automatic key rotation
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Automatic key rotation", value: status.KeyRotationEnabled ? "Enabled" : "Disabled" },
          {
            label: "Rotation period",
            value: status.RotationPeriodInDays === undefined ? "-" : `${status.RotationPeriodInDays} days`,
          },
          { label: "Next rotation date", value: timeText(status.NextRotationDate) },
        ]}
      />
    </Container>
  );
}

function Rotations({ keyId, isManaged }: { keyId: string; isManaged: boolean }) {
  const rotations = useKeyPart(keyId, "rotations", async (kms): Promise<RotationsListEntry[]> => {
    const { Rotations: listed = [] } = await kms.send(new ListKeyRotationsCommand({ KeyId: keyId, Limit: 1000 }));
    return listed;
  });
  const rotating = useKeyChange((kms) => kms.send(new RotateKeyOnDemandCommand({ KeyId: keyId })));
  const error = rotating.error ?? rotations.error;
  return (
    <SpaceBetween size="m">
      {error ? <ServiceErrorAlert error={error} header="Key rotations" /> : null}
      <Table
        columnDefinitions={[
          { id: "date", header: "Rotation date", cell: ({ RotationDate }) => timeText(RotationDate), isRowHeader: true },
          {
            id: "type",
            header: "Rotation type",
            cell: ({ RotationType: type }) => (type === "ON_DEMAND" ? "On demand" : "Automatic"),
          },
        ]}
        items={rotations.data ?? []}
        loading={rotations.isPending}
        loadingText="Loading rotations"
        empty={<Box textAlign="center">The key material has not been rotated yet.</Box>}
        header={
          <Header
            variant="h2"
            description="New data is encrypted with the newest key material; the older ones stay for what they encrypted."
            actions={
              <Button disabled={isManaged} loading={rotating.isPending} onClick={() => rotating.mutate()}>
                Rotate now
              </Button>
            }
          >
            Key rotations
          </Header>
        }
      />
    </SpaceBetween>
  );
}
