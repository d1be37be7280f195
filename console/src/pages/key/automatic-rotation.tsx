import {
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  type GetKeyRotationStatusCommandOutput,
} from "@aws-sdk/client-kms";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useState } from "react";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { timeText } from "../../shared/time-text";
import { isReplica } from "../../shared/regionality";
import { RotationForm } from "./rotation-form";
import { useKeyChange, useKeyPart } from "./use-key";

/** Rotation of the key material by schedule. */
export function AutomaticRotation({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", KeyManager: manager } = metadata;
  const status = useKeyPart(keyArn, "rotation", (kms) => kms.send(new GetKeyRotationStatusCommand({ KeyId: keyArn })));
  if (status.isPending) return <Loading />;
  if (status.isError) return <ServiceErrorAlert error={status.error} header="Whether the key material is rotated is not known" />;
  return <Schedule keyId={keyArn} isChangeable={manager !== "AWS" && !isReplica(metadata)} status={status.data} />;
}

interface ScheduleProperties {
  keyId: string;
  isChangeable: boolean;
  status: GetKeyRotationStatusCommandOutput;
}

function Schedule({ keyId, isChangeable, status }: ScheduleProperties) {
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
            <Button disabled={!isChangeable} onClick={() => setEditing(true)}>
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
