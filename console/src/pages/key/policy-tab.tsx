import { PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { JsonField } from "../../shared/json-field";
import { jsonProblem } from "../../shared/json-problem";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { useNotifications } from "../../shared/notifications";
import { SourceText } from "../../shared/source-text";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useKeyChange } from "./use-key";
import { useKeyPolicy } from "./use-key-parts";

/** The key policy, to be read and changed. */
export function PolicyTab({ kmsKey }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", KeyManager: manager } = kmsKey.metadata;
  const policy = useKeyPolicy(keyArn);
  const [draft, setDraft] = useState<string | null>(null);
  if (policy.isPending) return <Loading />;
  if (policy.isError) return <ServiceErrorAlert error={policy.error} header="The key policy cannot be shown" />;
  if (draft !== null) return <PolicyEditor keyId={keyArn} draft={draft} onChange={setDraft} />;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button disabled={manager === "AWS"} onClick={() => setDraft(policy.data)}>
              Edit
            </Button>
          }
        >
          Key policy
        </Header>
      }
    >
      <SourceText>{policy.data}</SourceText>
    </Container>
  );
}

interface EditorProperties {
  keyId: string;
  draft: string;
  /** Null ends the editing. */
  onChange: (draft: string | null) => void;
}

function PolicyEditor({ keyId, draft, onChange }: EditorProperties) {
  const { notify } = useNotifications();
  const saving = useKeyChange(
    (kms, Policy: string) => kms.send(new PutKeyPolicyCommand({ KeyId: keyId, PolicyName: "default", Policy })),
    () => {
      notify({ id: `policy ${keyId}`, type: "success", content: "The key policy is saved." });
      onChange(null);
    },
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => onChange(null)}>
                Cancel
              </Button>
              <Button
                variant="primary"
                loading={saving.isPending}
                disabled={jsonProblem(draft) !== null}
                onClick={() => saving.mutate(draft)}
              >
                Save changes
              </Button>
            </SpaceBetween>
          }
        >
          Edit key policy
        </Header>
      }
    >
      <SpaceBetween size="m">
        {saving.isError ? <ServiceErrorAlert error={saving.error} header="The key policy was not saved" /> : null}
        <JsonField label="Policy document (JSON)" value={draft} onChange={onChange} />
      </SpaceBetween>
    </Container>
  );
}
