import { ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { keyName } from "../../shared/kms-keys";
import { isReplica, replicaRegions } from "../../shared/regionality";
import { AffectedTables } from "./affected-tables";
import type { DialogProperties } from "./disable-dialog";
import { useKeyChange } from "./use-key";

const FEWEST_DAYS = 7;
const MOST_DAYS = 30;

/** Asks before a key is sent on its way to deletion. */
export function DeletionDialog({ kmsKey, onDone, onClose }: DialogProperties) {
  const { Arn: keyArn = "" } = kmsKey.metadata;
  const name = keyName(kmsKey);
  const replicas = isReplica(kmsKey.metadata) ? [] : replicaRegions(kmsKey.metadata);
  const [days, setDays] = useState(String(MOST_DAYS));
  const isPossible = /^\d+$/.test(days) && Number(days) >= FEWEST_DAYS && Number(days) <= MOST_DAYS;
  const scheduling = useKeyChange(
    (kms) => kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyArn, PendingWindowInDays: Number(days) })),
    () => {
      onDone(
        replicas.length
          ? `The key ${name} will be deleted ${days} days after the last of its replica keys. Until then the deletion can be cancelled.`
          : `The key ${name} will be deleted in ${days} days. Until then the deletion can be cancelled.`,
      );
      onClose();
    },
  );
  return (
    <ConfirmByName
      action="Schedule key deletion"
      name={name}
      isPending={scheduling.isPending}
      isReady={isPossible}
      error={scheduling.error}
      onConfirm={() => scheduling.mutate()}
      onDismiss={onClose}
    >
      <AffectedTables
        keyArn={keyArn}
        consequence="From now on the key cannot be used. After the waiting period it is gone, and everything that it encrypted can never be decrypted again."
      />
      {replicas.length ? (
        <Box>
          Its replica keys in {replicas.join(", ")} have to be deleted first: the waiting period begins when the last of them is
          deleted.
        </Box>
      ) : null}
      <FormField
        label="Waiting period (in days)"
        constraintText={`From ${FEWEST_DAYS} to ${MOST_DAYS} days.`}
        errorText={isPossible ? null : "This is not such a number of days."}
      >
        <Input value={days} inputMode="numeric" onChange={({ detail }) => setDays(detail.value)} />
      </FormField>
    </ConfirmByName>
  );
}
