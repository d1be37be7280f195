import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { useMemo } from "react";
import { useSession } from "./session";

/** A CloudTrail client with the session's access key and region. */
export function useCloudTrail(): CloudTrailClient {
  const { connection } = useSession();
  return useMemo(() => new CloudTrailClient(connection()), [connection]);
}
