import { LookupEventsCommand, type CloudTrailClient, type Event, type LookupAttribute } from "@aws-sdk/client-cloudtrail";

/** Which events are looked for. A time that is missing is open. */
export interface Question {
  attribute?: LookupAttribute | undefined;
  start?: Date | undefined;
  end?: Date | undefined;
}

/** Events, the newest first; `isWhole` tells that there are no more. */
export interface Found {
  events: readonly Event[];
  isWhole: boolean;
}

const PAGE_SIZE = 50;

/** The newest events that answer the question, about `limit` of them. */
export async function lookUpEvents(cloudtrail: CloudTrailClient, question: Question, limit: number): Promise<Found> {
  const events: Event[] = [];
  let token: string | undefined;
  do {
    const page = await cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: question.attribute ? [question.attribute] : undefined,
        StartTime: question.start,
        EndTime: question.end,
        MaxResults: PAGE_SIZE,
        NextToken: token,
      }),
    );
    events.push(...(page.Events ?? []));
    token = page.NextToken;
  } while (token !== undefined && events.length < limit);
  return { events, isWhole: token === undefined };
}

/** What the record of an event says beyond what LookupEvents lifts out of it. */
export interface EventRecord {
  errorCode?: string;
  errorMessage?: string;
  eventType?: string;
  requestParameters?: Readonly<Record<string, unknown>> | null;
  userIdentity?: { arn?: string; invokedBy?: string };
}

/** The record of an event; empty when it has none that can be read. */
export function recordOf({ CloudTrailEvent: text = "{}" }: Event): EventRecord {
  try {
    return JSON.parse(text) as EventRecord;
  } catch {
    return {};
  }
}

/** Whether an error code is one that policies cause. */
export function isDenied({ errorCode = "" }: EventRecord): boolean {
  return errorCode === "AccessDenied" || errorCode === "AccessDeniedException";
}
