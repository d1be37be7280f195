import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense } from "react";
import { isDenial, refusalOf } from "./service-error";

const Why = lazy(async () => ({ default: (await import("./explanation/why")).Why }));

interface Properties {
  error: unknown;
  /** Whether the error's type stands before its message; left out where a header is the type. */
  isTyped: boolean;
}

/** What the service said when it refused, what to do, and of a denial also why. */
export function ServiceErrorText({ error, isTyped }: Properties) {
  const refusal = refusalOf(error);
  const { type, message, requestId, advice } = refusal;
  return (
    <SpaceBetween size="xxs">
      <Box color="inherit">
        {isTyped ? <strong>{type}: </strong> : null}
        {message}
      </Box>
      {advice ? <Box color="inherit">{advice}</Box> : null}
      {requestId ? (
        <Box variant="small" color="inherit">
          Request ID: <span style={{ overflowWrap: "anywhere" }}>{requestId}</span>
        </Box>
      ) : null}
      {requestId && isDenial(refusal) ? (
        <Suspense>
          <Why key={requestId} id={requestId} />
        </Suspense>
      ) : null}
    </SpaceBetween>
  );
}
