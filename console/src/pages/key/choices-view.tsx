import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { Choices } from "../create-key/choices";

/** Who administers and uses the key, as the wizard asks for it. */
export function ChoicesView({ choices, account }: { choices: Choices; account: string }) {
  const deletion = choices.canAdministratorsDelete ? "can" : "cannot";
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: "Key administrators", value: <Names names={choices.administrators} /> },
        {
          label: "Key deletion",
          value: choices.administrators.length ? `Key administrators ${deletion} delete this key.` : "-",
        },
        { label: "Key users", value: <Names names={choices.users} /> },
        { label: "Services", value: choices.canDynamoDBUse ? "Amazon DynamoDB" : "-" },
        { label: "Other AWS accounts", value: <Names names={choices.accounts} /> },
        { label: "IAM policies", value: `Those of account ${account} can give access to this key as well.` },
      ]}
    />
  );
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return "-";
  return names.map((name) => (
    <div key={name} style={{ overflowWrap: "anywhere" }}>
      {name}
    </div>
  ));
}
