import type { Event } from "@aws-sdk/client-cloudtrail";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { recordOf } from "../../shared/audit/events";
import { PRICES, type RequestKind } from "./prices";

const HOUR_MILLISECONDS = 3_600_000;
/** Hours of an average month: 365 days a year. */
const MONTH_HOURS = 730;
const PRICED_REQUESTS = 10_000;
/** Requests that use a key pair, and cost what the pair costs. */
const ASYMMETRIC_USES = ["Encrypt", "Decrypt", "ReEncrypt", "Sign", "Verify", "GetPublicKey", "DeriveSharedSecret"];

/** How often a request was made, and what that costs in US dollars. */
export interface RequestCharge {
  name: string;
  kind: RequestKind;
  count: number;
  dollars: number;
}

/** What the storage of a key costs: `months` is a part of a month, `versions` the charged versions of its material. */
export interface StorageCharge {
  months: number;
  versions: number;
  dollars: number;
}

/** The charged requests among events of one key, the dearest first. Refused requests and what KMS did by itself are none. */
export function requestCharges(events: readonly Event[], key: KeyMetadata): RequestCharge[] {
  const counted = new Map<string, RequestCharge>();
  for (const event of events) {
    const { errorCode, eventType } = recordOf(event);
    if (errorCode !== undefined || eventType === "AwsServiceEvent") continue;
    const name = event.EventName ?? "";
    const kind = kindOf(event, key);
    const before = counted.get(`${name} ${kind}`)?.count ?? 0;
    const count = before + 1;
    counted.set(`${name} ${kind}`, { name, kind, count, dollars: (count / PRICED_REQUESTS) * PRICES.requests[kind] });
  }
  return [...counted.values()].sort((one, other) => other.dollars - one.dollars || one.name.localeCompare(other.name));
}

/** What the key itself costs between two times, with `rotations` of its material so far. */
export function storageCharge(key: KeyMetadata, rotations: number, start: Date, end: Date): StorageCharge {
  const isFree = key.KeyManager === "AWS" || key.KeyState === "PendingDeletion";
  const since = Math.max(start.getTime(), key.CreationDate?.getTime() ?? 0);
  const hours = isFree ? 0 : Math.max(0, end.getTime() - since) / HOUR_MILLISECONDS;
  const months = hours / MONTH_HOURS;
  const versions = 1 + Math.min(rotations, PRICES.chargedRotations);
  return { months, versions, dollars: months * versions * PRICES.keyMonth };
}

/** Dollars as people read them: cents, and fractions of a cent where there is nothing else. */
export function dollarsText(dollars: number): string {
  if (dollars === 0) return "$0.00";
  return dollars < 0.01 ? `$${dollars.toFixed(6)}` : `$${dollars.toFixed(2)}`;
}

function kindOf(event: Event, { KeySpec: spec = "SYMMETRIC_DEFAULT" }: KeyMetadata): RequestKind {
  const name = event.EventName ?? "";
  if (name.startsWith("GenerateDataKeyPair")) {
    return pairSpecOf(event).startsWith("RSA") ? "RSA data key pairs" : "ECC data key pairs";
  }
  const isPair = spec !== "SYMMETRIC_DEFAULT" && !spec.startsWith("HMAC_") && spec !== "RSA_2048";
  return isPair && ASYMMETRIC_USES.includes(name) ? "Other asymmetric" : "Symmetric and RSA 2048";
}

function pairSpecOf(event: Event): string {
  const { requestParameters } = recordOf(event);
  const spec = requestParameters?.keyPairSpec;
  return typeof spec === "string" ? spec : "";
}
