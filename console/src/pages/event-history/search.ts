import type { LookupAttributeKey } from "@aws-sdk/client-cloudtrail";
import type { DateRangePickerProps } from "@cloudscape-design/components/date-range-picker";
import type { Question } from "../../shared/audit/events";

/** What is searched for: an attribute's value, within a range of time. */
export interface Search {
  attribute: LookupAttributeKey | "None";
  value: string;
  range: DateRangePickerProps.Value | null;
}

export const NO_SEARCH: Search = { attribute: "None", value: "", range: null };

/** The attributes that events can be looked up by, in the words of CloudTrail's own console. */
export const ATTRIBUTES: Readonly<Record<Search["attribute"], string>> = {
  None: "Any attribute",
  EventName: "Event name",
  ResourceName: "Resource name",
  ResourceType: "Resource type",
  Username: "User name",
  EventSource: "Event source",
  AccessKeyId: "AWS access key",
  EventId: "Event ID",
  ReadOnly: "Read-only",
};

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800 };

/** The question that a search asks at the time `now`. */
export function questionOf({ attribute, value, range }: Search, now: Date): Question {
  const wanted = value.trim();
  return {
    attribute: attribute === "None" || !wanted ? undefined : { AttributeKey: attribute, AttributeValue: wanted },
    ...timesOf(range, now),
  };
}

function timesOf(range: Search["range"], now: Date): Pick<Question, "start" | "end"> {
  if (!range) return {};
  if (range.type === "absolute") return { start: new Date(range.startDate), end: new Date(range.endDate) };
  const seconds = range.amount * (SECONDS[range.unit] ?? 0);
  return { start: new Date(now.getTime() - seconds * 1000) };
}
