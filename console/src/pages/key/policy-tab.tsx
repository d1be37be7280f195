import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { SourceText } from "../../shared/source-text";
import { ChoicesEditor } from "./choices-editor";
import { ChoicesView } from "./choices-view";
import { choicesOf } from "./policy-choices";
import { PolicyEditor } from "./policy-editor";
import { useKeyPolicy } from "./use-key-parts";

/** The key policy, to be read and changed: as JSON and, where it is one that the wizard writes, as people and services. */
export function PolicyTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", KeyManager: manager, AWSAccountId: account = "" } = metadata;
  const policy = useKeyPolicy(keyArn);
  const [isJsonWanted, setJsonWanted] = useState(false);
  const [isEditing, setEditing] = useState(false);
  if (policy.isPending) return <Loading />;
  if (policy.isError) return <ServiceErrorAlert error={policy.error} header="The key policy cannot be shown" />;
  const choices = choicesOf(policy.data, metadata);
  const shown = isJsonWanted ? null : choices;
  const close = () => setEditing(false);
  if (isEditing && shown) return <ChoicesEditor metadata={metadata} choices={shown} onClose={close} />;
  if (isEditing) return <PolicyEditor keyArn={keyArn} text={policy.data} onClose={close} />;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {choices ? (
                <Button onClick={() => setJsonWanted(!isJsonWanted)}>
                  {isJsonWanted ? "Switch to default view" : "Switch to policy view"}
                </Button>
              ) : null}
              <Button disabled={manager === "AWS"} onClick={() => setEditing(true)}>
                Edit
              </Button>
            </SpaceBetween>
          }
        >
          Key policy
        </Header>
      }
    >
      {shown ? <ChoicesView choices={shown} account={account} /> : <SourceText>{policy.data}</SourceText>}
    </Container>
  );
}
