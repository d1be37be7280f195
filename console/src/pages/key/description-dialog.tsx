import { UpdateKeyDescriptionCommand } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { KmsKey } from "../../shared/kms-keys";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useKeyChange } from "./use-key";

/** Changes what the key is said to be for. */
export function DescriptionDialog({ kmsKey: { metadata }, onClose }: { kmsKey: KmsKey; onClose: () => void }) {
  const { Arn: keyArn = "", Description: before = "" } = metadata;
  const [description, setDescription] = useState(before);
  const saving = useKeyChange(
    (kms) => kms.send(new UpdateKeyDescriptionCommand({ KeyId: keyArn, Description: description })),
    onClose,
  );
  return (
    <Modal
      visible
      header="Edit description"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={saving.isPending} onClick={() => saving.mutate()}>
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {saving.isError ? <ServiceErrorAlert error={saving.error} header="The description was not saved" /> : null}
        <FormField
          label="Description"
          constraintText="At most 8192 characters. Descriptions stand in the audit log: put no secrets there."
          stretch
        >
          <Textarea value={description} rows={3} onChange={({ detail }) => setDescription(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
