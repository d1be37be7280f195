import { expect, it } from "vitest";
import { tagChanges } from "./tag-changes";

const TEAM = { key: "team", value: "music" };

it("sets what is new or has another value, and removes what is gone", () => {
  const present = [TEAM, { key: "stage", value: "test" }, { key: "old", value: "" }];
  const wanted = [TEAM, { key: "stage", value: "live" }, { key: "new", value: "1" }];
  expect(tagChanges(present, wanted)).toEqual({
    set: [
      { key: "stage", value: "live" },
      { key: "new", value: "1" },
    ],
    remove: ["old"],
  });
});

it("asks for nothing when nothing changed", () => {
  expect(tagChanges([TEAM], [TEAM])).toEqual({ set: [], remove: [] });
});
