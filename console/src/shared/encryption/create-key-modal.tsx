import { CreateAliasCommand, CreateKeyCommand, ScheduleKeyDeletionCommand, type KMSClient } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { useKms } from "../../session/use-kms";
import { ServiceErrorAlert } from "../service-error-alert";

interface Properties {
  onCreated: (arn: string) => void;
  onDismiss: () => void;
}

/** Creates a symmetric key with the default key policy, without leaving the form that needs it. */
export function CreateKeyModal({ onCreated, onDismiss }: Properties) {
  const kms = useKms();
  const { scope } = useSession();
  const queries = useQueryClient();
  const [alias, setAlias] = useState("");
  const [description, setDescription] = useState("");
  const creating = useMutation({
    mutationFn: () => createKey(kms, alias.trim(), description.trim()),
    onSuccess: async (arn) => {
      await queries.invalidateQueries({ queryKey: [scope, "kms-keys"] });
      onCreated(arn);
    },
  });
  return (
    <Modal
      visible
      header="Create a key"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onDismiss}>
              Cancel
            </Button>
            <Button
              variant="primary"
              formAction="none"
              loading={creating.isPending}
              disabled={!alias.trim()}
              onClick={() => creating.mutate()}
            >
              Create key
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {creating.isError ? <ServiceErrorAlert error={creating.error} /> : null}
        <Box>
          A symmetric encryption key whose key policy leaves access to the account&apos;s IAM policies. Everything else about
          it can be changed on its page later.
        </Box>
        <FormField label="Alias" constraintText="Letters, digits, and the characters / _ -">
          <Input value={alias} onChange={({ detail }) => setAlias(detail.value)} placeholder="music" />
        </FormField>
        <FormField label="Description - optional">
          <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

/** The new key's ARN. A key whose alias is refused is of no use to whoever asked for both, so it is given up. */
async function createKey(kms: KMSClient, alias: string, description: string): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: description }));
  const KeyId = KeyMetadata?.KeyId;
  try {
    await kms.send(new CreateAliasCommand({ AliasName: `alias/${alias.replace(/^alias\//, "")}`, TargetKeyId: KeyId }));
  } catch (error) {
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    throw error;
  }
  return KeyMetadata?.Arn ?? "";
}
