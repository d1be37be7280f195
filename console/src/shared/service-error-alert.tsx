import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { refusalOf } from "./service-error";

/** What the service said when it refused, and what to do. */
export function ServiceErrorAlert({ error, header }: { error: unknown; header?: string }) {
  const { type, message, requestId, advice } = refusalOf(error);
  return (
    <Alert type="error" header={header ?? type}>
      <Box>
        {header ? <strong>{type}: </strong> : null}
        {message}
      </Box>
      {advice ? <Box padding={{ top: "xxs" }}>{advice}</Box> : null}
      {requestId ? (
        <Box variant="small" color="inherit">
          Request ID: {requestId}
        </Box>
      ) : null}
    </Alert>
  );
}
