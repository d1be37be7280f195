import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { ReactNode } from "react";
import { Loading } from "./loading";
import { ServiceErrorAlert } from "./service-error-alert";
import { useTable } from "./use-table";

/** What `children` draw of the table, once it is described. */
export function LoadedTable({ name, children }: { name: string; children: (table: TableDescription) => ReactNode }) {
  const table = useTable(name);
  if (table.isPending) return <Loading text="Loading the table" />;
  if (table.isError) return <ServiceErrorAlert error={table.error} header={`The table ${name} cannot be shown`} />;
  return children(table.data);
}
