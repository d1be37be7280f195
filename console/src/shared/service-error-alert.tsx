import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense } from "react";
import { isDenial, refusalOf } from "./service-error";

const Why = lazy(async () => ({ default: (await import("./explanation/why")).Why }));

/** What the service said when it refused, and what to do. */
export function ServiceErrorAlert({ error, header }: { error: unknown; header?: string }) {
  const refusal = refusalOf(error);
  const { type, message, requestId, advice } = refusal;
  return (
    <Alert type="error" header={header ?? type}>
      <SpaceBetween size="xxs">
        <Box>
          {header ? <strong>{type}: </strong> : null}
          {message}
        </Box>
        {advice ? <Box>{advice}</Box> : null}
        {requestId ? (
          <Box variant="small" color="inherit">
            Request ID: {requestId}
          </Box>
        ) : null}
        {requestId && isDenial(refusal) ? (
          <Suspense>
            <Why id={requestId} />
          </Suspense>
        ) : null}
      </SpaceBetween>
    </Alert>
  );
}
