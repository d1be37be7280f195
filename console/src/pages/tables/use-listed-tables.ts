import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useSession } from "../../session/session";
import { useDynamoDB } from "../../session/use-dynamodb";
import { atMost } from "../../shared/at-most";
import { tableQuery } from "../../shared/use-table";
import { useTableNames } from "../../shared/use-table-names";

/** A browser has six connections to a server. */
const AT_A_TIME = 4;
/** The service's error type for a table that was deleted since its name was listed. */
const GONE = "ResourceNotFoundException";

/** A table of which only the name may be known so far. */
export interface ListedTable extends Pick<TableDescription, "TableStatus" | "TableSizeBytes"> {
  TableName: string;
  description?: TableDescription;
}

/**
 * The region's tables, described as far as `isWanted` asks for it: an account can have hundreds. One that is gone
 * since it was listed is left out.
 */
export function useListedTables(isWanted: (name: string) => boolean) {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  const queries = useQueryClient();
  const [limited] = useState(() => atMost(AT_A_TIME));
  const names = useTableNames();
  const described = useQueries({
    queries: (names.data ?? []).map((name) => {
      const query = tableQuery(dynamodb, scope, name);
      return {
        ...query,
        queryFn: () => limited(query.queryFn),
        enabled: isWanted(name),
      };
    }),
  });
  const tables = (names.data ?? []).flatMap((name, position): ListedTable[] => {
    const { data, error } = described[position] ?? {};
    if (error?.name === GONE) return [];
    return [data ? { ...data, TableName: name, description: data } : { TableName: name }];
  });
  const refresh = useCallback(async () => {
    await queries.invalidateQueries({ queryKey: [scope, "table-names"] });
    await queries.invalidateQueries({ queryKey: [scope, "table"] });
  }, [queries, scope]);
  return {
    tables,
    isPending: names.isPending,
    isFetching: names.isFetching || described.some(({ isFetching }) => isFetching),
    error: names.error ?? described.find(({ error }) => error && error.name !== GONE)?.error ?? null,
    refresh,
  };
}
