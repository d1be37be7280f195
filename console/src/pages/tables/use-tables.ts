import { DescribeTableCommand, paginateListTables, type DynamoDBClient, type TableDescription } from "@aws-sdk/client-dynamodb";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../session/session";
import { useDynamoDB } from "../../session/use-dynamodb";
import { atMost } from "../../shared/at-most";
import { isSettling } from "../../shared/settling";

const SETTLING_MILLISECONDS = 500;
/** A browser has six connections to a server. */
const AT_A_TIME = 4;

/** Every table's description; asked again while one of them changes. */
export function useTables() {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  return useQuery({
    queryKey: [scope, "tables"],
    queryFn: () => describeTables(dynamodb),
    refetchInterval: ({ state }) => (state.data?.some(isSettling) ? SETTLING_MILLISECONDS : false),
  });
}

async function describeTables(dynamodb: DynamoDBClient): Promise<TableDescription[]> {
  const names: string[] = [];
  for await (const page of paginateListTables({ client: dynamodb }, {})) names.push(...(page.TableNames ?? []));
  const limited = atMost(AT_A_TIME);
  const tables = await Promise.all(names.map((name) => limited(() => describeTable(dynamodb, name))));
  return tables.filter((table) => table !== undefined);
}

/** The table's description; none when it was deleted since its name was listed. */
async function describeTable(dynamodb: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
