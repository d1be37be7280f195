import { describe, expect, it } from "vitest";
import { choiceOf, encryptionText, specificationOf } from "./choice";

const ARN = "arn:aws:kms:us-east-1:123456789012:key/1";

describe("specificationOf", () => {
  it("asks for no key of KMS, for the service's own, or for the customer's without the blanks around it", () => {
    expect(specificationOf({ type: "owned" })).toEqual({ Enabled: false });
    expect(specificationOf({ type: "managed" })).toEqual({ Enabled: true, SSEType: "KMS" });
    expect(specificationOf({ type: "customer", keyId: ` ${ARN}\n` })).toEqual({
      Enabled: true,
      SSEType: "KMS",
      KMSMasterKeyId: ARN,
    });
  });
});

describe("choiceOf", () => {
  it("reads what a table has", () => {
    expect(choiceOf(undefined, undefined)).toEqual({ type: "owned" });
    expect(choiceOf({ SSEType: "KMS", KMSMasterKeyArn: ARN }, "AWS")).toEqual({ type: "managed" });
    expect(choiceOf({ SSEType: "KMS", KMSMasterKeyArn: ARN }, "CUSTOMER")).toEqual({ type: "customer", keyId: ARN });
  });
});

describe("encryptionText", () => {
  it.each([
    [undefined, undefined, "Owned by Amazon DynamoDB"],
    [{ Status: "UPDATING" as const }, undefined, "Changing"],
    [{ SSEType: "KMS" as const }, "AWS" as const, "AWS managed key"],
    [{ SSEType: "KMS" as const }, "CUSTOMER" as const, "Customer managed key"],
    [{ SSEType: "KMS" as const }, undefined, "KMS key"],
  ])("tells %o with the key's manager %s as %s", (encryption, manager, text) => {
    expect(encryptionText(encryption, manager)).toBe(text);
  });
});
