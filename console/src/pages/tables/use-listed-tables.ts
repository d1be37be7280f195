import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { useQueries, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
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

export interface ListedTables {
  /** The region's tables by their names, without those that are gone since they were listed. */
  tables: readonly ListedTable[];
  isFetching: boolean;
  error: Error | null;
}

/**
 * The region's tables, described as far as `isWanted` asks for it, by name and place in the order of names: an account
 * can have hundreds.
 */
export function useListedTables(isWanted: (name: string, place: number) => boolean) {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  const queries = useQueryClient();
  const [limited] = useState(() => atMost(AT_A_TIME));
  const listed = useTableNames();
  const names = useMemo(() => [...(listed.data ?? [])].sort((one, other) => one.localeCompare(other)), [listed.data]);
  const combine = useCallback(
    (described: UseQueryResult<TableDescription>[]): ListedTables => ({
      tables: names.flatMap((name, place) => rowOf(name, described[place])),
      isFetching: described.some(({ isFetching }) => isFetching),
      error: described.find(({ error }) => error && error.name !== GONE)?.error ?? null,
    }),
    [names],
  );
  const described = useQueries({
    queries: names.map((name, place) => {
      const query = tableQuery(dynamodb, scope, name);
      return { ...query, queryFn: () => limited(query.queryFn), enabled: isWanted(name, place) };
    }),
    combine,
  });
  const refresh = useCallback(async () => {
    await queries.invalidateQueries({ queryKey: [scope, "table-names"] });
    await queries.invalidateQueries({ queryKey: [scope, "table"] });
  }, [queries, scope]);
  return {
    tables: described.tables,
    isPending: listed.isPending,
    isFetching: listed.isFetching || described.isFetching,
    error: listed.error ?? described.error,
    refresh,
  };
}

function rowOf(name: string, { data, error }: Partial<UseQueryResult<TableDescription>> = {}): ListedTable[] {
  if (error?.name === GONE) return [];
  return [data ? { ...data, TableName: name, description: data } : { TableName: name }];
}
