import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { JsonField } from "../../shared/json-field";
import { jsonProblem } from "../../shared/json-problem";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { EditActions } from "./edit-actions";
import { useSavePolicy } from "./use-save-policy";

/** The key policy as JSON, to be changed. */
export function PolicyEditor({ keyArn, text, onClose }: { keyArn: string; text: string; onClose: () => void }) {
  const [draft, setDraft] = useState(text);
  const saving = useSavePolicy(keyArn, onClose);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <EditActions
              isSaving={saving.isPending}
              isReady={jsonProblem(draft) === null}
              onSave={() => saving.mutate(draft)}
              onCancel={onClose}
            />
          }
        >
          Edit key policy
        </Header>
      }
    >
      <SpaceBetween size="m">
        {saving.isError ? <ServiceErrorAlert error={saving.error} header="The key policy was not saved" /> : null}
        <JsonField label="Policy document (JSON)" value={draft} onChange={setDraft} />
      </SpaceBetween>
    </Container>
  );
}
