import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { keyTypeText, originText, usageText } from "../../shared/key-texts";
import { SourceText } from "../../shared/source-text";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { aliasName, type Choices } from "./choices";

interface Properties {
  choices: Choices;
  policy: string;
  error: unknown;
  /** Opens the step of this number again, counted from 0. */
  onEdit: (step: number) => void;
}

/** Review and create: every choice, and the policy as JSON. */
export function ReviewStep({ choices, policy, error, onEdit }: Properties) {
  return (
    <SpaceBetween size="l">
      {error ? <ServiceErrorAlert error={error} header="The key was not created" /> : null}
      <Part title="Key configuration" onEdit={() => onEdit(0)}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Key type", value: keyTypeText({ KeySpec: choices.spec }) },
            { label: "Key spec", value: choices.spec },
            { label: "Key usage", value: usageText(choices.usage) },
            { label: "Origin", value: originText(choices.origin) },
            { label: "Regionality", value: choices.isMultiRegion ? "Multi-Region key" : "Single-Region key" },
          ]}
        />
      </Part>
      <Part title="Alias and description" onEdit={() => onEdit(1)}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Alias", value: aliasName(choices.alias) },
            { label: "Description", value: choices.description || "-" },
            {
              label: "Tags",
              value: choices.tags.map(({ key, value }) => `${key} = ${value}`).join(", ") || "-",
            },
          ]}
        />
      </Part>
      <Part title="Key policy" onEdit={() => onEdit(4)}>
        <SourceText>{policy}</SourceText>
      </Part>
    </SpaceBetween>
  );
}

function Part({ title, onEdit, children }: { title: string; onEdit: () => void; children: ReactNode }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button onClick={onEdit} ariaLabel={`Edit ${title}`}>
              Edit
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      {children}
    </Container>
  );
}
