import { createContext, use, useMemo, useState, type ReactNode } from "react";
import type { ServerSettings } from "./server-settings";
import {
  keepRegion,
  keepSignedIn,
  readRegion,
  readSignedIn,
  type AccessKey,
  type SignedIn,
} from "./stored-session";

/** What every SDK client is made with. */
export interface Connection {
  endpoint: string;
  region: string;
  credentials: AccessKey;
  maxAttempts: number;
}

export interface Session {
  server: ServerSettings;
  signedIn: SignedIn | null;
  region: string;
  /** Stands first in the key of every query: what one principal was shown in one region is nobody else's. */
  scope: string;
  signIn: (signedIn: SignedIn) => void;
  signOut: () => void;
  chooseRegion: (region: string) => void;
  /** The connection with the given access key, or with the session's own. */
  connection: (accessKey?: AccessKey) => Connection;
}

/** In open mode an access key that nobody has acts as the account's root user. */
const ANYBODY: AccessKey = { accessKeyId: "console", secretAccessKey: "console" };

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ server, children }: { server: ServerSettings; children: ReactNode }) {
  const [signedIn, setSignedIn] = useState(readSignedIn);
  const [region, setRegion] = useState(() => readRegion() ?? server.region);
  const session = useMemo<Session>(
    () => ({
      server,
      signedIn,
      region,
      scope: `${region} ${signedIn?.accessKey.accessKeyId ?? ""}`,
      signIn: (next) => {
        keepSignedIn(next);
        setSignedIn(next);
      },
      signOut: () => {
        keepSignedIn(null);
        setSignedIn(null);
      },
      chooseRegion: (next) => {
        keepRegion(next);
        setRegion(next);
      },
      connection: (accessKey) => ({
        endpoint: window.location.origin,
        region,
        credentials: accessKey ?? signedIn?.accessKey ?? ANYBODY,
        maxAttempts: 2,
      }),
    }),
    [server, signedIn, region],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession outside of SessionProvider");
  return session;
}
