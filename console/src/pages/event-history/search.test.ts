import { describe, expect, it } from "vitest";
import { NO_SEARCH, questionOf } from "./search";

const NOW = new Date("2026-11-26T12:00:00Z");

describe("questionOf", () => {
  it("asks for everything at first", () => {
    expect(questionOf(NO_SEARCH, NOW)).toEqual({ attribute: undefined });
  });

  it("asks for an attribute once it has a value", () => {
    expect(questionOf({ ...NO_SEARCH, attribute: "EventName", value: " " }, NOW).attribute).toBeUndefined();
    expect(questionOf({ ...NO_SEARCH, attribute: "EventName", value: " Decrypt " }, NOW).attribute).toEqual({
      AttributeKey: "EventName",
      AttributeValue: "Decrypt",
    });
  });

  it.each([
    ["minute", 30, "2026-11-26T11:30:00.000Z"],
    ["hour", 3, "2026-11-26T09:00:00.000Z"],
    ["day", 7, "2026-11-19T12:00:00.000Z"],
  ] as const)("counts a relative range back from now: %s %d", (unit, amount, start) => {
    const question = questionOf({ ...NO_SEARCH, range: { type: "relative", unit, amount } }, NOW);
    expect(question.start?.toISOString()).toBe(start);
    expect(question.end).toBeUndefined();
  });

  it("takes an absolute range as it is", () => {
    const range = { type: "absolute", startDate: "2026-11-01T00:00:00Z", endDate: "2026-11-02T00:00:00Z" } as const;
    const question = questionOf({ ...NO_SEARCH, range }, NOW);
    expect([question.start?.toISOString(), question.end?.toISOString()]).toEqual([
      "2026-11-01T00:00:00.000Z",
      "2026-11-02T00:00:00.000Z",
    ]);
  });
});
