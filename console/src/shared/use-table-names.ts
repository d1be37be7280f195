import { paginateListTables } from "@aws-sdk/client-dynamodb";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../session/session";
import { useDynamoDB } from "../session/use-dynamodb";

/** The names of the region's tables. */
export function useTableNames() {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  return useQuery({
    queryKey: [scope, "table-names"],
    queryFn: async () => {
      const names: string[] = [];
      for await (const page of paginateListTables({ client: dynamodb }, {})) names.push(...(page.TableNames ?? []));
      return names;
    },
  });
}
