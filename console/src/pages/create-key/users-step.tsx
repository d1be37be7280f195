import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { isForServices } from "./choices";
import { PrincipalsTable } from "./principals-table";
import type { StepProperties } from "./step";

/** Define key usage permissions: users and roles, services, other accounts. */
export function UsersStep({ choices, onChange, wrong }: StepProperties & { wrong: readonly string[] }) {
  return (
    <SpaceBetween size="l">
      <PrincipalsTable
        title="Key users"
        description="The IAM users and roles that can use this key in cryptographic operations."
        chosen={choices.users}
        onChange={(users) => onChange({ users })}
      />
      <Container
        header={
          <Header variant="h2" description="Services that use the key for whoever may use the service in this account.">
            Services
          </Header>
        }
      >
        <Checkbox
          checked={choices.canDynamoDBUse && isForServices(choices)}
          disabled={!isForServices(choices)}
          description="Without it, each principal that reads or writes an encrypted table must be a key user or have an IAM policy that allows the key."
          onChange={({ detail }) => onChange({ canDynamoDBUse: detail.checked })}
        >
          Amazon DynamoDB
        </Checkbox>
      </Container>
      <Container
        header={
          <Header variant="h2" description="Accounts whose administrators may let their own users use this key.">
            Other AWS accounts
          </Header>
        }
      >
        <AttributeEditor
          items={choices.accounts}
          addButtonText="Add another AWS account"
          removeButtonText="Remove"
          empty="No other account can use this key."
          onAddButtonClick={() => onChange({ accounts: [...choices.accounts, ""] })}
          onRemoveButtonClick={({ detail }) =>
            onChange({ accounts: choices.accounts.filter((_, place) => place !== detail.itemIndex) })
          }
          definition={[
            {
              label: "Account ID",
              errorText: (account) => (wrong.includes(account) ? "An account ID has twelve digits." : null),
              control: (account, index) => (
                <Input
                  value={account}
                  inputMode="numeric"
                  onChange={({ detail }) =>
                    onChange({
                      accounts: choices.accounts.map((other, place) => (place === index ? detail.value : other)),
                    })
                  }
                />
              ),
            },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
