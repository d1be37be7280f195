import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { paths } from "../../app/paths";
import { ServiceErrorText } from "../../shared/service-error-text";
import { useTables } from "../tables/use-tables";
import { tablesUnder } from "./tables-under";

/** Which tables a key that becomes unusable takes with it. */
export function AffectedTables({ keyArn, consequence }: { keyArn: string; consequence: string }) {
  return (
    <Alert type="warning">
      <SpaceBetween size="xs">
        <Box>{consequence}</Box>
        <TableList keyArn={keyArn} consequence="will become inaccessible" />
      </SpaceBetween>
    </Alert>
  );
}

/** The tables under a key, after what a sentence about them says. */
export function TableList({ keyArn, consequence }: { keyArn: string; consequence: string }) {
  const tables = useTables();
  if (tables.isPending) return <StatusIndicator type="loading">Looking for tables under this key</StatusIndicator>;
  if (tables.isError) {
    return (
      <>
        <Box>Which tables it protects is not known:</Box>
        <ServiceErrorText error={tables.error} isTyped />
      </>
    );
  }
  const names = tablesUnder(keyArn, tables.data);
  if (names.length === 0) return <Box>No table of this region is encrypted under this key.</Box>;
  return (
    <div>
      <strong>
        {names.length === 1 ? "This table" : `These ${names.length} tables`} {consequence}:
      </strong>
      <ul aria-label={`Tables that ${consequence}`}>
        {names.map((name) => (
          <li key={name}>
            <Link href={`#${paths.table(name)}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
