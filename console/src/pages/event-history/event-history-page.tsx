import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { useCloudTrail } from "../../session/use-cloudtrail";
import { lookUpEvents } from "../../shared/audit/events";
import { EventsTable } from "../../shared/audit/events-table";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { NO_SEARCH, questionOf, type Search } from "./search";
import { SearchForm } from "./search-form";

const STEP = 50;

/** The audit log, searched by one attribute and a time range. */
export function EventHistoryPage() {
  const cloudtrail = useCloudTrail();
  const { scope } = useSession();
  const [search, setSearch] = useState<Search>(NO_SEARCH);
  const [limit, setLimit] = useState(STEP);
  const found = useQuery({
    queryKey: [scope, "event-history", search, limit],
    queryFn: () => lookUpEvents(cloudtrail, questionOf(search, new Date()), limit),
    placeholderData: (before) => before,
  });
  const events = found.data?.events ?? [];
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Every call of a service in this account and region, but for those on items, for 90 days.">
          Event history
        </Header>
      }
    >
      <SpaceBetween size="m">
        {found.isError ? <ServiceErrorAlert error={found.error} header="The events cannot be looked up" /> : null}
        <EventsTable
          events={events}
          isLoading={found.isPending}
          isUnknown={found.isError}
          nothing="No event is like that."
          header={
            <Header
              variant="h2"
              counter={found.data ? `(${events.length}${found.data.isWhole ? "" : "+"})` : ""}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  {found.data?.isWhole === false ? (
                    <Button onClick={() => setLimit(limit + STEP)}>Load older events</Button>
                  ) : null}
                  <Button
                    iconName="refresh"
                    ariaLabel="Refresh events"
                    loading={found.isFetching}
                    onClick={() => void found.refetch()}
                  />
                </SpaceBetween>
              }
            >
              Events
            </Header>
          }
          filter={
            <SearchForm
              search={search}
              onSearch={(wanted) => {
                setSearch(wanted);
                setLimit(STEP);
              }}
            />
          }
        />
      </SpaceBetween>
    </ContentLayout>
  );
}
