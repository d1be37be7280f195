import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from "@aws-sdk/client-dynamodb";
import { useQuery, useQueryClient, type Query } from "@tanstack/react-query";
import { useCallback } from "react";
import { useSession } from "../session/session";
import { useDynamoDB } from "../session/use-dynamodb";
import { isSettling } from "./settling";

const SETTLING_MILLISECONDS = 500;

/** The query of a table's description; asked again while the table changes. */
export function tableQuery(dynamodb: DynamoDBClient, scope: string, name: string) {
  return {
    queryKey: [scope, "table", name],
    queryFn: async (): Promise<TableDescription> => {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
      return Table ?? {};
    },
    refetchInterval: ({ state }: Query<TableDescription>) =>
      state.data && isSettling(state.data) ? SETTLING_MILLISECONDS : false,
  };
}

/** The table's description. */
export function useTable(name: string) {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  return useQuery(tableQuery(dynamodb, scope, name));
}

/** Has everything that is known of the table asked anew: call it when something of the table was changed. */
export function useTableChanged(name: string): () => Promise<void> {
  const { scope } = useSession();
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: [scope, "table", name] }), [queries, scope, name]);
}
