import { expect, it } from "vitest";
import { constraintOf, contextText } from "./grant-texts";

it("shows the encryption context of either constraint", () => {
  expect(contextText(constraintOf({ EncryptionContextSubset: { b: "2", a: "1" } }))).toBe("a = 1, b = 2");
  expect(contextText(constraintOf({ EncryptionContextEquals: { a: "1" } }))).toBe("a = 1");
  expect(contextText(constraintOf(undefined))).toBe("-");
});
