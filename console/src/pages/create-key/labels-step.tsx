import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { TagsEditor } from "../../shared/tags-editor";
import type { StepProperties } from "./step";

/** Add labels: alias, description, tags. `problem` says what is wrong with the alias. */
export function LabelsStep({ choices, onChange, problem }: StepProperties & { problem: string | null }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Alias and description</Header>}>
        <SpaceBetween size="l">
          <FormField label="Alias" description="A name to find and use the key by. It can be changed later." errorText={problem}>
            <Input value={choices.alias} onChange={({ detail }) => onChange({ alias: detail.value })} />
          </FormField>
          <FormField label="Description - optional">
            <Textarea
              value={choices.description}
              rows={2}
              onChange={({ detail }) => onChange({ description: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Tags - optional</Header>}>
        <TagsEditor tags={choices.tags} onChange={(tags) => onChange({ tags })} />
      </Container>
    </SpaceBetween>
  );
}
