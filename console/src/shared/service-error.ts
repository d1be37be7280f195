/** A refusal as a person needs it: what the service said, and what to do about it. */
export interface Refusal {
  /** The service's error type, such as `ValidationException`. */
  type: string;
  /** The service's whole message. */
  message: string;
  requestId: string | undefined;
  advice: string | undefined;
}

interface Advice {
  when: (type: string, message: string) => boolean;
  text: string;
}

/** What the SDK gives for the message of an answer without one. */
const NO_MESSAGES = ["", "UnknownError"];

const ADVICE: readonly Advice[] = [
  {
    when: (_, message) => message.includes("KMS key disabled error"),
    text: "Enable the KMS key that protects the table; the table answers again a few minutes later.",
  },
  {
    when: (_, message) => message.includes("is pending deletion"),
    text: "Cancel the deletion of the KMS key and enable it again, before its waiting period ends.",
  },
  {
    when: (_, message) => message.includes("Encryption mode changes are limited"),
    text: "Wait until a change is free again. Switching to the AWS owned key is always possible.",
  },
  {
    when: (_, message) => message.includes("KMS key access denied error"),
    text: "Have the key policy or an IAM policy allow your principal what DynamoDB needs of a table's key: kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey and kms:CreateGrant.",
  },
  {
    when: (type, message) => type === "AccessDeniedException" && /kms|key/i.test(message),
    text: "Have the key policy, an IAM policy or a grant allow your principal what the message names, and try again.",
  },
  {
    when: (type) => type === "AccessDeniedException" || type === "AccessDenied",
    text: "Have an IAM policy allow your principal the action that the message names, and try again.",
  },
  {
    when: (type) =>
      ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch"].includes(
        type,
      ),
    text: "Sign out and sign in with a valid access key.",
  },
  {
    when: (type) => type === "ExpiredTokenException" || type === "ExpiredToken",
    text: "The temporary credentials have ended. Sign in with new ones.",
  },
  {
    when: (type) => type === "IncorrectKeyMaterialException",
    text: "Import the very same key material that the key had before; as new key material, one that it never had. Its length must be that of the key spec: 32 bytes for a symmetric encryption key.",
  },
  {
    when: (type) => ["InvalidImportTokenException", "ExpiredImportTokenException"].includes(type),
    text: "Download a wrapping public key and an import token for this key in this region, and wrap the key material anew. They are valid for 24 hours.",
  },
  {
    when: (type) => type === "InvalidCiphertextException",
    text: "Wrap the key material under the public key that was downloaded with this import token, with the wrapping algorithm that was chosen then.",
  },
  {
    when: (type) => type === "ResourceInUseException",
    text: "Wait until the change that is under way has ended, and try again.",
  },
  {
    when: (type) => type === "ResourceNotFoundException",
    text: "Check the name and the region, or refresh the list.",
  },
  {
    when: (type) => type === "ConditionalCheckFailedException",
    text: "The item has changed or exists already. Load it again and repeat your change.",
  },
  {
    when: (type) => type === "UnknownOperationException",
    text: "This server does not have the operation. docs/differences.md lists what it does not have.",
  },
  {
    when: (type, message) => type === "TypeError" && /fetch/i.test(message),
    text: "The server does not answer. Check that it runs, and try again.",
  },
];

/** What a failed call told, whatever was thrown. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) {
    return { type: "Error", message: String(error), requestId: undefined, advice: undefined };
  }
  const { name: type, message } = error;
  return {
    type,
    message: NO_MESSAGES.includes(message) ? "The service gave no message." : message,
    requestId: requestIdOf(error),
    advice: ADVICE.find(({ when }) => when(type, message))?.text,
  };
}

/** Whether policies, and nothing else, kept the call from being answered. */
export function isDenial({ type }: Refusal): boolean {
  return type === "AccessDeniedException" || type === "AccessDenied";
}

function requestIdOf(error: Error): string | undefined {
  if (!("$metadata" in error)) return undefined;
  return (error.$metadata as { requestId?: string }).requestId;
}
