import type { KeyMetadata } from "@aws-sdk/client-kms";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { AdministratorsStep } from "../create-key/administrators-step";
import { wrongAccounts, type Choices } from "../create-key/choices";
import { UsersStep } from "../create-key/users-step";
import { EditActions } from "./edit-actions";
import { policyOf } from "./policy-choices";
import { useSavePolicy } from "./use-save-policy";

interface Properties {
  metadata: KeyMetadata;
  choices: Choices;
  onClose: () => void;
}

/** Who administers and uses the key, to be chosen anew as in the wizard that made it. */
export function ChoicesEditor({ metadata, choices, onClose }: Properties) {
  const [draft, setDraft] = useState(choices);
  const [isChecked, setChecked] = useState(false);
  const saving = useSavePolicy(metadata.Arn ?? "", onClose);
  const change = (part: Partial<Choices>) => setDraft((before) => ({ ...before, ...part }));
  const wrong = wrongAccounts(draft.accounts);
  const save = () => {
    setChecked(true);
    if (wrong.length === 0) saving.mutate(policyOf(draft, metadata));
  };
  return (
    <SpaceBetween size="l">
      <Header
        variant="h2"
        actions={<EditActions isSaving={saving.isPending} isReady onSave={save} onCancel={onClose} />}
      >
        Edit key policy
      </Header>
      {saving.isError ? <ServiceErrorAlert error={saving.error} header="The key policy was not saved" /> : null}
      <AdministratorsStep choices={draft} onChange={change} />
      <UsersStep choices={draft} onChange={change} wrong={isChecked ? wrong : []} />
    </SpaceBetween>
  );
}
