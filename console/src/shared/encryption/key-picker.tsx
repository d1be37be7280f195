import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ServiceErrorAlert } from "../service-error-alert";
import { CreateKeyModal } from "./create-key-modal";
import { useTableKeys, type TableKey } from "./use-table-keys";

interface Properties {
  keyId: string;
  onChange: (keyId: string) => void;
  /** Why the key cannot be used, if it cannot. */
  problem?: string | undefined;
}

/** Chooses one of the account's keys, takes an ARN, or creates a key. */
export function KeyPicker({ keyId, onChange, problem }: Properties) {
  const keys = useTableKeys();
  const [isCreating, setCreating] = useState(false);
  return (
    <SpaceBetween size="s">
      <FormField
        label="AWS KMS key"
        description="Choose a key, or paste the ARN of a key: of another account too, if its key policy lets you use it."
        errorText={problem}
        stretch
        secondaryControl={
          <Button formAction="none" onClick={() => setCreating(true)}>
            Create a key
          </Button>
        }
      >
        <Autosuggest
          value={keyId}
          onChange={({ detail }) => onChange(detail.value)}
          options={(keys.data ?? []).map(optionOf)}
          enteredTextLabel={(text) => `Use: "${text}"`}
          placeholder="Choose a key or enter a key ARN"
          statusType={keys.isError ? "error" : keys.isPending ? "loading" : "finished"}
          errorText="The keys cannot be listed"
          loadingText="Loading keys"
          empty="There is no customer managed key in this region yet"
          clearAriaLabel="Clear the key"
          filteringType="auto"
        />
        {isCreating ? (
          <CreateKeyModal
            onCreated={(arn) => {
              onChange(arn);
              setCreating(false);
            }}
            onDismiss={() => setCreating(false)}
          />
        ) : null}
      </FormField>
      {keys.isError ? <ServiceErrorAlert error={keys.error} header="The keys to choose from cannot be listed" /> : null}
    </SpaceBetween>
  );
}

function optionOf(key: TableKey) {
  return {
    value: key.arn,
    label: key.aliases.join(", ") || key.id,
    description: [key.aliases.length > 0 ? key.id : "", key.description].filter(Boolean).join(" · "),
    labelTag: key.state,
    filteringTags: [key.id, key.arn, ...key.aliases],
  };
}
