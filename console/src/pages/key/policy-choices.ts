import type { KeyMetadata } from "@aws-sdk/client-kms";
import { FIRST_CHOICES, type Choices } from "../create-key/choices";
import { keyPolicy, SIDS } from "../create-key/policy";

/** A policy as it may come from anywhere, as far as it is read here. */
interface ReadStatement {
  Sid?: unknown;
  Principal?: unknown;
  Action?: unknown;
}

/**
 * The choices of the wizard from which exactly this key policy follows; none for any other policy, of which a view
 * of administrators and users would hide something.
 */
export function choicesOf(text: string, metadata: KeyMetadata): Choices | null {
  const statements = statementsOf(text);
  const named = (sid: string) => statements.find(({ Sid }) => Sid === sid);
  const administration = named(SIDS.administrators);
  const users = principalsOf(named(SIDS.users));
  const choices: Choices = {
    ...FIRST_CHOICES,
    usage: metadata.KeyUsage ?? "ENCRYPT_DECRYPT",
    spec: metadata.KeySpec ?? "SYMMETRIC_DEFAULT",
    origin: metadata.Origin ?? "AWS_KMS",
    isMultiRegion: metadata.MultiRegion ?? false,
    administrators: principalsOf(administration),
    canAdministratorsDelete: !administration || listOf(administration.Action).includes("kms:ScheduleKeyDeletion"),
    users: users.filter((arn) => accountOf(arn) === null),
    accounts: users.flatMap((arn) => accountOf(arn) ?? []),
    canDynamoDBUse: named(SIDS.dynamodb) !== undefined,
  };
  const following = policyOf(choices, metadata);
  return canonical(statementsOf(following)) === canonical(statements) ? choices : null;
}

/** The text of the key policy that follows from the choices, for a key that is there. */
export function policyOf(choices: Choices, { Arn: arn = "" }: KeyMetadata): string {
  const [, , , region = "", account = ""] = arn.split(":");
  return JSON.stringify(keyPolicy(choices, account, region), null, 2);
}

function statementsOf(text: string): readonly ReadStatement[] {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: ReadStatement | readonly ReadStatement[] };
    return Statement === undefined ? [] : [Statement].flat();
  } catch {
    return [];
  }
}

function principalsOf(statement: ReadStatement | undefined): string[] {
  const { AWS = [] } = (statement?.Principal ?? {}) as { AWS?: unknown };
  return listOf(AWS);
}

function listOf(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === "string");
}

/** The id of the account that the ARN stands for as a whole. */
function accountOf(arn: string): string | null {
  return /^arn:aws:iam::(\d{12}):root$/.exec(arn)?.[1] ?? null;
}

/** The same text for the same policy: without regard to the order of members and of lists, and to lists of one. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map(canonical);
    return texts.length === 1 ? String(texts[0]) : `[${texts.sort().join()}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}:${canonical(member)}`);
  return `{${members.sort().join()}}`;
}
