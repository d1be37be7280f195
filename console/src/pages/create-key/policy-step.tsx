import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { JsonField } from "../../shared/json-field";
import type { StepProperties } from "./step";

/** Set key policy: what follows from the choices, open to change. `text` is the policy as it stands. */
export function PolicyStep({ choices, onChange, text }: StepProperties & { text: string }) {
  return (
    <Container
      header={
        <Header variant="h2" description="It follows from the administrators and users that you chose. You can change it here.">
          Key policy
        </Header>
      }
    >
      <SpaceBetween size="m">
        {choices.writtenPolicy === null ? null : (
          <Alert
            type="info"
            action={<Button onClick={() => onChange({ writtenPolicy: null })}>Use my choices again</Button>}
          >
            You changed the policy: what you choose as administrators and users does not change it any more.
          </Alert>
        )}
        <JsonField
          label="Policy document (JSON)"
          value={text}
          onChange={(writtenPolicy) => onChange({ writtenPolicy })}
        />
      </SpaceBetween>
    </Container>
  );
}
