import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { expect, it } from "vitest";
import { isDenied, lookUpEvents, recordOf } from "./events";

/** Answers as a log of `count` events would, with what it was asked in `asked`. */
function logOf(count: number) {
  const asked: unknown[] = [];
  const client = {
    send: ({ input }: { input: { NextToken?: string } }) => {
      asked.push(input);
      const start = Number(input.NextToken ?? 0);
      const size = Math.min(50, count - start);
      const Events = Array.from({ length: size }, (_, place) => ({ EventId: String(start + place) }));
      return Promise.resolve({ Events, NextToken: start + size < count ? String(start + size) : undefined });
    },
  };
  return { client: client as unknown as CloudTrailClient, asked };
}

it("looks up events page by page, to the end or to the limit", async () => {
  const { client, asked } = logOf(120);
  const all = await lookUpEvents(client, {}, 1000);
  expect([all.events.length, all.isWhole, asked.length]).toEqual([120, true, 3]);
  const some = await lookUpEvents(client, {}, 60);
  expect([some.events.length, some.isWhole]).toEqual([100, false]);
});

it("reads an event's record, whatever it is", () => {
  expect(recordOf({ CloudTrailEvent: '{"errorCode": "AccessDenied"}' })).toEqual({ errorCode: "AccessDenied" });
  expect([recordOf({}), recordOf({ CloudTrailEvent: "{" })]).toEqual([{}, {}]);
});

it("knows a denial", () => {
  expect(["AccessDenied", "AccessDeniedException", "DisabledException"].map((errorCode) => isDenied({ errorCode }))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isDenied({})).toBe(false);
});
