import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { PrincipalsTable } from "./principals-table";
import type { StepProperties } from "./step";

/** Define key administrative permissions. */
export function AdministratorsStep({ choices, onChange }: StepProperties) {
  return (
    <SpaceBetween size="l">
      <PrincipalsTable
        title="Key administrators"
        description="The IAM users and roles that can manage this key through the KMS API. They may need further permissions in IAM to see it in this console."
        chosen={choices.administrators}
        onChange={(administrators) => onChange({ administrators })}
      />
      <Container header={<Header variant="h2">Key deletion</Header>}>
        <Checkbox
          checked={choices.canAdministratorsDelete}
          onChange={({ detail }) => onChange({ canAdministratorsDelete: detail.checked })}
        >
          Allow key administrators to delete this key.
        </Checkbox>
      </Container>
    </SpaceBetween>
  );
}
