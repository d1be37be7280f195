import Header from "@cloudscape-design/components/header";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../session/session";
import { useCloudTrail } from "../../session/use-cloudtrail";
import { lookUpEvents } from "../../shared/audit/events";
import { EventsTable } from "../../shared/audit/events-table";
import type { KmsKey } from "../../shared/kms-keys";
import { ServiceErrorAlert } from "../../shared/service-error-alert";

const NEWEST = 100;

/** What happened to the key, and who used it. */
export function EventsTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const keyArn = metadata.Arn ?? "";
  const cloudtrail = useCloudTrail();
  const { scope } = useSession();
  const found = useQuery({
    queryKey: [scope, "events-of-key", keyArn],
    queryFn: () =>
      lookUpEvents(cloudtrail, { attribute: { AttributeKey: "ResourceName", AttributeValue: keyArn } }, NEWEST),
  });
  const events = found.data?.events ?? [];
  return (
    <SpaceBetween size="m">
      {found.isError ? <ServiceErrorAlert error={found.error} header="The events cannot be looked up" /> : null}
      <EventsTable
        events={events}
        isLoading={found.isPending}
        isUnknown={found.isError}
        nothing="Nobody has used the key in the last 90 days."
        header={
          <Header
            variant="h2"
            counter={found.data ? `(${events.length}${found.data.isWhole ? "" : "+"})` : ""}
            description="Each use of this key and each change of it in the last 90 days, the newest first."
            actions={
              <Button
                iconName="refresh"
                ariaLabel="Refresh events"
                loading={found.isFetching}
                onClick={() => void found.refetch()}
              />
            }
          >
            Audit events
          </Header>
        }
      />
    </SpaceBetween>
  );
}
