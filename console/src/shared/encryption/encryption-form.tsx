import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { EncryptionChoice } from "./choice";
import { KeyPicker } from "./key-picker";

interface Properties {
  choice: EncryptionChoice;
  onChange: (choice: EncryptionChoice) => void;
  problem?: string | undefined;
}

const ITEMS = [
  {
    value: "owned",
    label: "Owned by Amazon DynamoDB",
    description: "AWS owned key. The key is owned and managed by DynamoDB. You are not charged for using it.",
  },
  {
    value: "managed",
    label: "AWS managed key",
    description: "Key alias: aws/dynamodb. The key is stored in your account and is managed by AWS KMS. AWS KMS charges apply.",
  },
  {
    value: "customer",
    label: "Stored in your account, and owned and managed by you",
    description: "Customer managed key: AWS KMS using your own CMK. AWS KMS charges apply.",
  },
];

/** The three encryption types, and the key for the one that needs it. */
export function EncryptionForm({ choice, onChange, problem }: Properties) {
  return (
    <SpaceBetween size="l">
      <RadioGroup
        ariaLabel="Encryption key management"
        value={choice.type}
        items={ITEMS}
        onChange={({ detail }) =>
          onChange(detail.value === "customer" ? { type: "customer", keyId: "" } : { type: detail.value as "owned" | "managed" })
        }
      />
      {choice.type === "customer" ? (
        <KeyPicker keyId={choice.keyId} problem={problem} onChange={(keyId) => onChange({ type: "customer", keyId })} />
      ) : null}
    </SpaceBetween>
  );
}
