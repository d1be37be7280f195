import { KMSClient } from "@aws-sdk/client-kms";
import { useCallback, useMemo } from "react";
import { useSession } from "./session";

/** A KMS client with the session's access key and region. */
export function useKms(): KMSClient {
  const { connection } = useSession();
  return useMemo(() => new KMSClient(connection()), [connection]);
}

/** Makes KMS clients with the session's access key, for related keys in other regions. */
export function useKmsIn(): (region: string) => KMSClient {
  const { connection } = useSession();
  return useCallback((region: string) => new KMSClient({ ...connection(), region }), [connection]);
}
