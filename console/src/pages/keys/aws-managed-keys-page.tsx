import { KeysTable } from "./keys-table";

/** The keys that services made in the account for themselves. */
export function AwsManagedKeysPage() {
  return (
    <KeysTable
      title="AWS managed keys"
      manager="AWS"
      nothing="A service makes its key in this account and region when it first needs it: DynamoDB, when a table is first to be encrypted with aws/dynamodb."
    />
  );
}
