import { DeleteImportedKeyMaterialCommand, type RotationsListEntry } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { keyName, type KmsKey } from "../../shared/kms-keys";
import { useNotifications } from "../../shared/notifications";
import { AffectedTables } from "./affected-tables";
import { isRotationPending, shortId } from "./material-texts";
import { useKeyChange } from "./use-key";

interface Properties {
  kmsKey: KmsKey;
  /** One of the key's materials; without it, the current one. */
  material?: RotationsListEntry;
  onClose: () => void;
}

/** Asks before imported key material is deleted. */
export function DeleteMaterialDialog({ kmsKey, material, onClose }: Properties) {
  const { Arn: keyArn = "" } = kmsKey.metadata;
  const name = keyName(kmsKey);
  const { notify } = useNotifications();
  const isUnused = material !== undefined && isRotationPending([material]);
  const deleting = useKeyChange(
    (kms) => kms.send(new DeleteImportedKeyMaterialCommand({ KeyId: keyArn, KeyMaterialId: material?.KeyMaterialId })),
    () => {
      notify({ id: `state ${keyArn}`, type: "success", content: `Key material of ${name} is deleted.` });
      onClose();
    },
  );
  return (
    <ConfirmByName
      action="Delete key material"
      name={name}
      isPending={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onDismiss={onClose}
    >
      {material ? <Box>Key material {shortId(material)}</Box> : null}
      {isUnused ? (
        <Box>The key has not been rotated to this key material: nothing is encrypted with it, and the key stays as it is.</Box>
      ) : (
        <AffectedTables
          keyArn={keyArn}
          consequence="The key is pending import until you import the very same key material again: until then it cannot be used, and nothing that it encrypted can be decrypted. KMS keeps no copy, so make sure that you have one."
        />
      )}
    </ConfirmByName>
  );
}
