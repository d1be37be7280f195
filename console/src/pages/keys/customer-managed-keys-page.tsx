import Button from "@cloudscape-design/components/button";
import { paths } from "../../app/paths";
import { KeysTable } from "./keys-table";

/** The keys that the account's owner made. */
export function CustomerManagedKeysPage() {
  return (
    <KeysTable
      title="Customer managed keys"
      manager="CUSTOMER"
      nothing="There is no customer managed key in this region yet."
      action={
        <Button variant="primary" href={`#${paths.createKey}`}>
          Create key
        </Button>
      }
    />
  );
}
