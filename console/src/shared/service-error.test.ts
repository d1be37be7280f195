import { describe, expect, it } from "vitest";
import { refusalOf } from "./service-error";

function thrown(name: string, message: string, requestId?: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { requestId } });
}

describe("refusalOf", () => {
  it("keeps the service's type, whole message and request id", () => {
    const refusal = refusalOf(thrown("ValidationException", "1 validation error detected", "R1"));
    expect(refusal).toEqual({
      type: "ValidationException",
      message: "1 validation error detected",
      requestId: "R1",
      advice: undefined,
    });
  });

  it.each([
    ["ValidationException", "KMS key disabled error: ... is disabled.", /Enable the KMS key/],
    ["ValidationException", "KMS validation error: ... arn is pending deletion.", /Cancel the deletion/],
    ["AccessDeniedException", "KMS key access denied error: ...", /key policy .* kms:CreateGrant/],
    ["AccessDeniedException", "User: x is not authorized to perform: kms:Encrypt", /a grant/],
    ["AccessDeniedException", "User: x is not authorized to perform: dynamodb:Scan", /IAM policy/],
    ["UnrecognizedClientException", "The security token included in the request is invalid.", /sign in/],
    ["ResourceInUseException", "Attempt to change a resource which is still in use", /Wait until/],
    ["IncorrectKeyMaterialException", "", /very same key material/],
    ["ExpiredImportTokenException", "", /wrap the key material anew/],
    ["InvalidCiphertextException", "", /wrapping algorithm/],
    ["TypeError", "Failed to fetch", /does not answer/],
  ])("says what to do about %s: %s", (type, message, advice) => {
    expect(refusalOf(thrown(type, message)).advice).toMatch(advice);
  });

  it("takes whatever was thrown", () => {
    expect(refusalOf("no").message).toBe("no");
    expect(refusalOf(thrown("Error", "")).message).toBe("The service gave no message.");
    expect(refusalOf(thrown("Error", "UnknownError")).message).toBe("The service gave no message.");
  });
});
