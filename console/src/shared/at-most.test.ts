import { expect, it } from "vitest";
import { atMost } from "./at-most";

it("runs no more at a time, in order, and goes on after failures", async () => {
  const limited = atMost(2);
  const begun: number[] = [];
  let running = 0;
  const work = (number: number) => async () => {
    begun.push(number);
    running += 1;
    expect(running).toBeLessThanOrEqual(2);
    await Promise.resolve();
    running -= 1;
    if (number === 1) throw new Error("refused");
    return number;
  };
  const ends = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => limited(work(number))));
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]);
});
