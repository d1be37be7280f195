import { describe, expect, it } from "vitest";
import { aliasProblem, createKeyInput, FIRST_CHOICES, withUsage, wrongAccounts } from "./choices";

describe("withUsage", () => {
  it("takes the usual key spec of the usage", () => {
    expect(withUsage(FIRST_CHOICES, "symmetric", "GENERATE_VERIFY_MAC").spec).toBe("HMAC_256");
    expect(withUsage(FIRST_CHOICES, "asymmetric", "SIGN_VERIFY").spec).toBe("RSA_2048");
  });

  it("falls back to encryption where the type has no such usage", () => {
    const signing = withUsage(FIRST_CHOICES, "asymmetric", "SIGN_VERIFY");
    const { usage, spec } = withUsage(signing, "symmetric", signing.usage);
    expect([usage, spec]).toEqual(["ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT"]);
  });
});

describe("aliasProblem", () => {
  const taken = new Set(["alias/orders"]);

  it.each(["music", "alias/music", "team/music_1-a", " music "])("has nothing against %j", (alias) => {
    expect(aliasProblem(alias, taken)).toBeNull();
  });

  it.each([
    ["", /Enter an alias/],
    ["alias/", /Enter an alias/],
    ["a b", /letters, digits/],
    ["aws/mine", /AWS managed/],
    ["a".repeat(251), /256/],
    ["orders", /Another key/],
    ["alias/orders", /Another key/],
  ])("refuses %j", (alias, problem) => {
    expect(aliasProblem(alias, taken)).toMatch(problem);
  });
});

it("knows which account ids cannot be", () => {
  expect(wrongAccounts(["123456789012", "12345", "", "12345678901x"])).toEqual(["12345", "", "12345678901x"]);
});

it("asks for the key that was chosen", () => {
  const choices = { ...FIRST_CHOICES, description: "of tests", tags: [{ key: "a", value: "b" }] };
  expect(createKeyInput(choices, "{}")).toEqual({
    KeySpec: "SYMMETRIC_DEFAULT",
    KeyUsage: "ENCRYPT_DECRYPT",
    Origin: "AWS_KMS",
    MultiRegion: false,
    Description: "of tests",
    Policy: "{}",
    Tags: [{ TagKey: "a", TagValue: "b" }],
  });
});
