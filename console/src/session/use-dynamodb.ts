import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { useMemo } from "react";
import { useSession } from "./session";

/** A DynamoDB client with the session's access key and region. */
export function useDynamoDB(): DynamoDBClient {
  const { connection } = useSession();
  return useMemo(() => new DynamoDBClient(connection()), [connection]);
}
