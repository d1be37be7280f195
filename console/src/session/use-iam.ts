import { IAMClient } from "@aws-sdk/client-iam";
import { useMemo } from "react";
import { useSession } from "./session";

/** The region that IAM's requests are signed for, wherever they come from. */
const IAM_REGION = "us-east-1";

/** An IAM client with the session's access key. */
export function useIam(): IAMClient {
  const { connection } = useSession();
  return useMemo(() => new IAMClient({ ...connection(), region: IAM_REGION }), [connection]);
}
