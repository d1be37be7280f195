import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import type { Connection } from "../../session/session";
import type { KeyManager } from "./choice";

export async function keyManagerOf(connection: Connection, keyId: string): Promise<KeyManager> {
  const { KeyMetadata } = await new KMSClient(connection).send(new DescribeKeyCommand({ KeyId: keyId }));
  return KeyMetadata?.KeyManager === "AWS" ? "AWS" : "CUSTOMER";
}
