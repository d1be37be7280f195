import Link from "@cloudscape-design/components/link";
import { paths } from "../../app/paths";

/** The ARN of a KMS key, or another text for it, linked to the key's page. */
export function KeyLink({ arn, text }: { arn: string; text?: string }) {
  return <Link href={`#${paths.key(arn)}`}>{text ?? arn}</Link>;
}
