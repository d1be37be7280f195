import { Copyable } from "../copyable";

/** The ARN of a KMS key. */
export function KeyLink({ arn }: { arn: string }) {
  return <Copyable text={arn} what="key ARN" />;
}
