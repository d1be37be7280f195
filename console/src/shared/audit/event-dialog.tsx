import type { Event } from "@aws-sdk/client-cloudtrail";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Why } from "../explanation/why";
import { formatted } from "../formatted";
import { SourceText } from "../source-text";
import { isDenied, recordOf } from "./events";

/** One audit event as JSON; of a denial also why. */
export function EventDialog({ event, onDismiss }: { event: Event; onDismiss: () => void }) {
  return (
    <Modal visible size="large" header={event.EventName ?? "Event"} onDismiss={onDismiss}>
      <SpaceBetween size="m">
        {isDenied(recordOf(event)) ? <Why id={event.EventId ?? ""} /> : null}
        <SourceText>{formatted(event.CloudTrailEvent ?? "")}</SourceText>
      </SpaceBetween>
    </Modal>
  );
}
