import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { refusalOf } from "../service-error";
import { explainRequest, placeOf, type Decision, type Statement } from "./explanation";

/** Offers to say why a request was denied; `id` is that of the request or of its audit event. */
export function Why({ id }: { id: string }) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) return <Button onClick={() => setAsked(true)}>Why?</Button>;
  return <Explanation id={id} />;
}

function Explanation({ id }: { id: string }) {
  const { connection, scope } = useSession();
  const decisions = useQuery({
    queryKey: [scope, "explanation", id],
    queryFn: () => explainRequest(connection(), id),
    staleTime: Infinity,
  });
  if (decisions.isPending) return <StatusIndicator type="loading">Asking why</StatusIndicator>;
  if (decisions.isError) return <Box>There is no explanation: {refusalOf(decisions.error).message}</Box>;
  return (
    <SpaceBetween size="s">
      {decisions.data.map((decision, position) => (
        <Decided key={position} decision={decision} />
      ))}
    </SpaceBetween>
  );
}

function Decided({ decision: { Action, Resource, Principal, InvokedBy, Outcome, Reason, Statements = [] } }: { decision: Decision }) {
  return (
    <SpaceBetween size="xxs">
      <Box fontWeight="bold">
        {Outcome === "allowed" ? "Allowed" : "Denied"}: {Action}
      </Box>
      <Box>
        to {Principal}
        {InvokedBy ? ` through ${InvokedBy}` : ""}
        {Resource ? ` on ${Resource}` : ""}
      </Box>
      <Box>{Reason}</Box>
      {Statements.length ? (
        <ul>
          {Statements.map((statement, position) => (
            <li key={position}>
              <Looked statement={statement} />
            </li>
          ))}
        </ul>
      ) : (
        <Box>No statement of any policy was there to be looked at.</Box>
      )}
    </SpaceBetween>
  );
}

function Looked({ statement }: { statement: Statement }) {
  return (
    <>
      {statement.Effect} in {placeOf(statement)}
      {statement.AttachedTo ? ` of ${statement.AttachedTo}` : ""}: <strong>{outcomeOf(statement)}</strong>
    </>
  );
}

function outcomeOf({ Applies, Missed }: Statement): string {
  return Applies ? "applies" : `does not apply (${Missed ?? "not looked at"})`;
}
