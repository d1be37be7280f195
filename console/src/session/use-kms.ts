import { KMSClient } from "@aws-sdk/client-kms";
import { useMemo } from "react";
import { useSession } from "./session";

/** A KMS client with the session's access key and region. */
export function useKms(): KMSClient {
  const { connection } = useSession();
  return useMemo(() => new KMSClient(connection()), [connection]);
}
