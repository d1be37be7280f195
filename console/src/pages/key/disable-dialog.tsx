import { DisableKeyCommand } from "@aws-sdk/client-kms";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { keyName, type KmsKey } from "../../shared/kms-keys";
import { AffectedTables } from "./affected-tables";
import { useKeyChange } from "./use-key";

export interface DialogProperties {
  kmsKey: KmsKey;
  /** Called with what was done, as a sentence. */
  onDone: (what: string) => void;
  onClose: () => void;
}

/** Asks before a key is disabled. */
export function DisableDialog({ kmsKey, onDone, onClose }: DialogProperties) {
  const { Arn: keyArn = "" } = kmsKey.metadata;
  const name = keyName(kmsKey);
  const disabling = useKeyChange(
    (kms) => kms.send(new DisableKeyCommand({ KeyId: keyArn })),
    () => {
      onDone(`The key ${name} is disabled.`);
      onClose();
    },
  );
  return (
    <ConfirmByName
      action="Disable key"
      name={name}
      isPending={disabling.isPending}
      error={disabling.error}
      onConfirm={() => disabling.mutate()}
      onDismiss={onClose}
    >
      <AffectedTables
        keyArn={keyArn}
        consequence="While the key is disabled, nothing that it encrypted can be decrypted. You can enable it again at any time."
      />
    </ConfirmByName>
  );
}
