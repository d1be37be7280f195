/** What the page must know of its server before the first call: the answer to `settings.json`. */
export interface ServerSettings {
  /** `iam`: every request must be signed with a known access key. */
  auth: "open" | "iam";
  /** The region that the server was started with. */
  region: string;
}

export async function loadServerSettings(): Promise<ServerSettings> {
  const answer = await fetch("settings.json", { cache: "no-store" });
  if (!answer.ok) throw new Error(`The server answered ${answer.status} when asked for its settings.`);
  return (await answer.json()) as ServerSettings;
}

/** The query that knows them: asked once. */
export const SERVER_SETTINGS = { queryKey: ["server-settings"], queryFn: loadServerSettings, staleTime: Infinity };
