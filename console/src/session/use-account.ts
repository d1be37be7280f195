import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "./session";

/** The id of the account that the session's access key belongs to: twelve digits. */
export function useAccount() {
  const { connection, scope } = useSession();
  return useQuery({
    queryKey: [scope, "account"],
    staleTime: Infinity,
    queryFn: async () => {
      const { Account } = await new STSClient(connection()).send(new GetCallerIdentityCommand({}));
      if (!Account) throw new Error("The server did not say which account this is.");
      return Account;
    },
  });
}
