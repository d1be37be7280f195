import { describe, expect, it } from "vitest";
import { dollarsText, requestCharges, storageCharge } from "./charges";

const event = (EventName: string, record: object = {}) => ({
  EventName,
  CloudTrailEvent: JSON.stringify({ eventType: "AwsApiCall", ...record }),
});

describe("requestCharges", () => {
  it("counts requests by kind, without the refused ones and without KMS's own doings", () => {
    const events = [
      ...Array.from({ length: 10_000 }, () => event("Decrypt")),
      event("DescribeKey"),
      event("Decrypt", { errorCode: "DisabledException" }),
      event("RotateKey", { eventType: "AwsServiceEvent" }),
    ];
    expect(requestCharges(events, { KeyId: "1" })).toEqual([
      { name: "Decrypt", kind: "Symmetric and RSA 2048", count: 10_000, dollars: 0.03 },
      { name: "DescribeKey", kind: "Symmetric and RSA 2048", count: 1, dollars: 0.000003 },
    ]);
  });

  it.each([
    ["Sign", "RSA_2048", "Symmetric and RSA 2048"],
    ["Sign", "RSA_4096", "Other asymmetric"],
    ["GetPublicKey", "ECC_NIST_P256", "Other asymmetric"],
    ["DescribeKey", "ECC_NIST_P256", "Symmetric and RSA 2048"],
    ["GenerateMac", "HMAC_256", "Symmetric and RSA 2048"],
  ] as const)("charges %s with %s as %s", (name, KeySpec, kind) => {
    expect(requestCharges([event(name)], { KeyId: "1", KeySpec })[0]?.kind).toBe(kind);
  });

  it.each([
    ["RSA_2048", "RSA data key pairs"],
    ["ECC_NIST_P256", "ECC data key pairs"],
  ])("charges data key pairs of %s as %s", (keyPairSpec, kind) => {
    const events = [event("GenerateDataKeyPairWithoutPlaintext", { requestParameters: { keyPairSpec } })];
    expect(requestCharges(events, { KeyId: "1" })[0]?.kind).toBe(kind);
  });
});

describe("storageCharge", () => {
  const start = new Date("2026-11-01T00:00:00Z");
  const end = new Date(start.getTime() + 730 * 3_600_000);
  const key = { KeyId: "1", CreationDate: new Date(0) };

  it("is a dollar for a month of hours", () => {
    expect(storageCharge(key, 0, start, end)).toEqual({ months: 1, versions: 1, dollars: 1 });
  });

  it("begins with the key", () => {
    const CreationDate = new Date((start.getTime() + end.getTime()) / 2);
    expect(storageCharge({ KeyId: "1", CreationDate }, 0, start, end).dollars).toBe(0.5);
    expect(storageCharge({ KeyId: "1", CreationDate: new Date(end.getTime() + 1) }, 0, start, end).dollars).toBe(0);
  });

  it("rises with the first two rotations", () => {
    expect([0, 1, 2, 3, 25].map((rotations) => storageCharge(key, rotations, start, end).dollars)).toEqual([1, 2, 3, 3, 3]);
  });

  it("is nothing for keys of services and keys that wait for their deletion", () => {
    expect(storageCharge({ ...key, KeyManager: "AWS" }, 0, start, end).dollars).toBe(0);
    expect(storageCharge({ ...key, KeyState: "PendingDeletion" }, 0, start, end).dollars).toBe(0);
  });
});

it.each([
  [0, "$0.00"],
  [0.000003, "$0.000003"],
  [0.01, "$0.01"],
  [1.239, "$1.24"],
])("shows %d dollars as %s", (dollars, text) => {
  expect(dollarsText(dollars)).toBe(text);
});
