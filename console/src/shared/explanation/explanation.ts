import type { Connection } from "../../session/session";
import { callStrongroom } from "../../session/strongroom-api";

/** A statement that was looked at. `Missed` says what kept it from applying. */
export interface Statement {
  PolicyType?: string;
  PolicyName?: string;
  AttachedTo?: string;
  Sid?: string;
  Number?: number;
  Effect?: string;
  Applies?: boolean;
  Missed?: string;
}

/** One decision about a request. Source: docs/explain.md. */
export interface Decision {
  Principal?: string;
  InvokedBy?: string;
  Action?: string;
  Resource?: string;
  Outcome?: "allowed" | "explicitDeny" | "implicitDeny";
  Reason?: string;
  Statements?: readonly Statement[];
}

/** The decisions about a request, by its id or by that of its event in the audit log; those that denied come first. */
export async function explainRequest(connection: Connection, id: string): Promise<Decision[]> {
  const { Decisions = [] } = await callStrongroom<{ Decisions?: Decision[] }>(
    connection,
    "Strongroom_20261101.ExplainRequest",
    { RequestId: id },
  );
  return deniedFirst(Decisions);
}

export function deniedFirst(decisions: readonly Decision[]): Decision[] {
  const isAllowed = ({ Outcome: outcome }: Decision) => outcome === "allowed";
  return [...decisions.filter((each) => !isAllowed(each)), ...decisions.filter(isAllowed)];
}

/** Where a statement stands: its policy, and its Sid or its number there. */
export function placeOf({ PolicyType = "policy", PolicyName, Sid, Number: number }: Statement): string {
  const policy = [PolicyType, PolicyName].filter(Boolean).join(" ");
  return `${policy}, statement ${Sid ?? number ?? 1}`;
}
