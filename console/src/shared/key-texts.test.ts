import { describe, expect, it } from "vitest";
import { keyTypeText, originText, usageText } from "./key-texts";

describe("the texts about keys", () => {
  it.each([
    ["SYMMETRIC_DEFAULT", "Symmetric"],
    ["HMAC_256", "Symmetric"],
    ["RSA_2048", "Asymmetric"],
    ["ECC_NIST_P256", "Asymmetric"],
  ] as const)("call %s %s", (KeySpec, text) => {
    expect(keyTypeText({ KeySpec })).toBe(text);
  });

  it("show what they do not know as the service calls it, and nothing as a dash", () => {
    expect([keyTypeText({}), usageText(undefined), originText(undefined)]).toEqual(["-", "-", "-"]);
    expect([usageText("LATER"), originText("LATER")]).toEqual(["LATER", "LATER"]);
  });
});
