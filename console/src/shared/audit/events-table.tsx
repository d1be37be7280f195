import type { Event } from "@aws-sdk/client-cloudtrail";
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState, type ReactNode } from "react";
import { EmptyTable } from "../empty-table";
import { timeText } from "../time-text";
import { EventDialog } from "./event-dialog";
import { recordOf } from "./events";

interface Properties {
  events: readonly Event[];
  isLoading: boolean;
  /** Whether the events could not be looked up. */
  isUnknown: boolean;
  header: ReactNode;
  filter?: ReactNode;
  /** What is said where there are none. */
  nothing: string;
}

/** Audit events; an event that is chosen is shown whole. */
export function EventsTable({ events, isLoading, isUnknown, header, filter, nothing }: Properties) {
  const [shown, setShown] = useState<Event | null>(null);
  return (
    <>
      <Table
        columnDefinitions={columns(setShown)}
        items={events}
        trackBy="EventId"
        loading={isLoading}
        loadingText="Looking up events"
        empty={<EmptyTable isUnknown={isUnknown}>{nothing}</EmptyTable>}
        header={header}
        filter={filter}
      />
      {shown ? <EventDialog event={shown} onDismiss={() => setShown(null)} /> : null}
    </>
  );
}

function columns(onShow: (event: Event) => void): readonly TableProps.ColumnDefinition<Event>[] {
  return [
    {
      id: "name",
      header: "Event name",
      cell: (event) => (
        <Button variant="inline-link" ariaLabel={`${event.EventName ?? ""}, event ${event.EventId ?? ""}`} onClick={() => onShow(event)}>
          {event.EventName}
        </Button>
      ),
      isRowHeader: true,
      minWidth: 220,
    },
    { id: "time", header: "Event time", cell: ({ EventTime }) => timeText(EventTime) },
    { id: "user", header: "User name", cell: ({ Username = "-" }) => Username },
    {
      id: "error",
      header: "Error code",
      cell: (event) => {
        const { errorCode } = recordOf(event);
        return errorCode ? <StatusIndicator type="error">{errorCode}</StatusIndicator> : "-";
      },
    },
    { id: "source", header: "Event source", cell: ({ EventSource = "-" }) => EventSource },
    {
      id: "resources",
      header: "Resource name",
      cell: ({ Resources = [] }) =>
        Resources.map(({ ResourceName = "" }) => ResourceName.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, "")).join(", ") || "-",
    },
  ];
}
