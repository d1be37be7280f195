import { UpdatePrimaryRegionCommand } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { keyName, type KmsKey } from "../../shared/kms-keys";
import { useNotifications } from "../../shared/notifications";
import { replicaRegions } from "../../shared/regionality";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useKeyChange } from "./use-key";

/** Makes a replica key the primary key, and the primary key its replica. */
export function PrimaryRegionDialog({ kmsKey, onClose }: { kmsKey: KmsKey; onClose: () => void }) {
  const { metadata } = kmsKey;
  const { Arn: keyArn = "" } = metadata;
  const { notify } = useNotifications();
  const [region, setRegion] = useState<string | null>(null);
  const changing = useKeyChange(
    (kms, PrimaryRegion: string) => kms.send(new UpdatePrimaryRegionCommand({ KeyId: keyArn, PrimaryRegion })),
    () => {
      notify({
        id: `state ${keyArn}`,
        type: "success",
        content: `The primary key of ${keyName(kmsKey)} is now in ${region}; this key is its replica.`,
      });
      onClose();
    },
  );
  return (
    <Modal
      visible
      header="Change primary Region"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={region === null}
              loading={changing.isPending}
              onClick={() => region && changing.mutate(region)}
            >
              Change primary Region
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {changing.isError ? <ServiceErrorAlert error={changing.error} header="The primary Region was not changed" /> : null}
        <Box>
          The replica key in the Region that you choose becomes the primary key, and this key a replica of it. Both must be
          enabled. What any of the related keys encrypted stays readable with all of them.
        </Box>
        <FormField label="Region of the new primary key">
          <Select
            selectedOption={region === null ? null : { value: region, label: region }}
            onChange={({ detail }) => setRegion(detail.selectedOption.value ?? null)}
            options={replicaRegions(metadata).map((value) => ({ value, label: value }))}
            placeholder="Choose a Region"
          />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
