import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { CancelKeyDeletionCommand, EnableKeyCommand } from "@aws-sdk/client-kms";
import { useState } from "react";
import { isDeleting, keyName, type KmsKey } from "../../shared/kms-keys";
import { useNotifications } from "../../shared/notifications";
import { DeleteMaterialDialog } from "./delete-material-dialog";
import { DeletionDialog } from "./deletion-dialog";
import { DisableDialog } from "./disable-dialog";
import { useKeyChange } from "./use-key";

type Dialog = "disable" | "delete-material" | "schedule-deletion" | null;

/** What can be done with a key in its state. */
export function KeyActions({ kmsKey }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", KeyState: state, KeyManager: manager, Origin: origin } = kmsKey.metadata;
  const [dialog, setDialog] = useState<Dialog>(null);
  const { notify } = useNotifications();
  const name = keyName(kmsKey);
  const told = (content: string) => notify({ id: `state ${keyArn}`, type: "success", content });
  const refused = (error: unknown) => notify({ id: `state ${keyArn}`, type: "error", error });
  const enabling = useKeyChange(
    (kms) => kms.send(new EnableKeyCommand({ KeyId: keyArn })),
    () => told(`The key ${name} is enabled.`),
  );
  const cancelling = useKeyChange(
    (kms) => kms.send(new CancelKeyDeletionCommand({ KeyId: keyArn })),
    () => told(`The deletion of the key ${name} is cancelled. The key is disabled: enable it to use it again.`),
  );
  const isManaged = manager === "AWS";
  const hasMaterial = kmsKey.metadata.ExpirationModel !== undefined;
  const ofImported = [{ id: "delete-material", text: "Delete key material", disabled: !hasMaterial }];
  return (
    <>
      <ButtonDropdown
        loading={enabling.isPending || cancelling.isPending}
        items={[
          { id: "enable", text: "Enable", disabled: isManaged || state !== "Disabled" },
          { id: "disable", text: "Disable", disabled: isManaged || state !== "Enabled" },
          ...(origin === "EXTERNAL" ? ofImported : []),
          { id: "schedule-deletion", text: "Schedule key deletion", disabled: isManaged || isDeleting(state) },
          { id: "cancel-deletion", text: "Cancel key deletion", disabled: isManaged || !isDeleting(state) },
        ]}
        onItemClick={({ detail: { id } }) => {
          if (id === "enable") enabling.mutate(undefined, { onError: refused });
          else if (id === "cancel-deletion") cancelling.mutate(undefined, { onError: refused });
          else setDialog(id as Dialog);
        }}
      >
        Key actions
      </ButtonDropdown>
      {dialog === "disable" ? (
        <DisableDialog kmsKey={kmsKey} onDone={told} onClose={() => setDialog(null)} />
      ) : null}
      {dialog === "delete-material" ? <DeleteMaterialDialog kmsKey={kmsKey} onClose={() => setDialog(null)} /> : null}
      {dialog === "schedule-deletion" ? (
        <DeletionDialog kmsKey={kmsKey} onDone={told} onClose={() => setDialog(null)} />
      ) : null}
    </>
  );
}
