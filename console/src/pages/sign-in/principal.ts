import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Connection } from "../../session/session";

/** The ARN of the principal whose access key the connection has. Throws what the server refuses it with. */
export async function principalOf(connection: Connection): Promise<string> {
  const { Arn } = await new STSClient(connection).send(new GetCallerIdentityCommand({}));
  if (!Arn) throw new Error("The server did not say whose access key this is.");
  return Arn;
}
