import Link from "@cloudscape-design/components/link";
import { paths } from "../../app/paths";

/** The ARN of a KMS key, linked to the key's page. */
export function KeyLink({ arn }: { arn: string }) {
  return <Link href={`#${paths.key(arn)}`}>{arn}</Link>;
}
