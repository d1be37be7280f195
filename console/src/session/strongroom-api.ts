import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Connection } from "./session";

const SERVICE = "strongroom";

/**
 * Calls an operation of this server's own that no SDK has; docs/explain.md and docs/console.md describe them.
 * Throws an Error as the SDK's clients throw it, with the service's error type as its name.
 */
export async function callStrongroom<Answer>(connection: Connection, target: string, request: unknown): Promise<Answer> {
  const endpoint = new URL(connection.endpoint);
  const signer = new SignatureV4({
    service: SERVICE,
    region: connection.region,
    credentials: connection.credentials,
    sha256: Sha256,
  });
  const body = JSON.stringify(request);
  const { headers } = await signer.sign({
    method: "POST",
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path: "/",
    query: {},
    headers: { host: endpoint.host, "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
    body,
  });
  const answer = await fetch("/", { method: "POST", headers, body }); // the browser writes Host itself
  const told = (await answer.json()) as unknown;
  if (!answer.ok) throw errorOf(told, answer.headers.get("x-amzn-requestid") ?? undefined);
  return told as Answer;
}

function errorOf(told: unknown, requestId: string | undefined): Error {
  const { __type: type = "Error", message, Message } = told as { __type?: string; message?: string; Message?: string };
  return Object.assign(new Error(message ?? Message ?? ""), {
    name: type.replace(/^.*#/, ""),
    $metadata: { requestId },
  });
}
