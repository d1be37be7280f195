import { expect, it } from "vitest";
import { deniedFirst, placeOf } from "./explanation";

it("puts what was denied first", () => {
  const decisions = [
    { Action: "a", Outcome: "allowed" },
    { Action: "b", Outcome: "implicitDeny" },
    { Action: "c", Outcome: "explicitDeny" },
  ] as const;
  expect(deniedFirst(decisions).map(({ Action }) => Action)).toEqual(["b", "c", "a"]);
});

it.each([
  [{ PolicyType: "key policy", PolicyName: "default", Number: 2 }, "key policy default, statement 2"],
  [{ PolicyType: "key policy", PolicyName: "default", Sid: "Users", Number: 2 }, "key policy default, statement Users"],
  [{}, "policy, statement 1"],
])("says where a statement stands: %o", (statement, place) => {
  expect(placeOf(statement)).toBe(place);
});
