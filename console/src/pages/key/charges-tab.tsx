import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { ListKeyRotationsCommand, type KeyMetadata, type KMSClient } from "@aws-sdk/client-kms";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { useCloudTrail } from "../../session/use-cloudtrail";
import { useKms } from "../../session/use-kms";
import { lookUpEvents } from "../../shared/audit/events";
import { keyTypeText } from "../../shared/key-texts";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { dollarsText, requestCharges, storageCharge, type RequestCharge, type StorageCharge } from "./charges";
import { PRICES } from "./prices";

const MOST_EVENTS = 10_000;
const DAY_MILLISECONDS = 86_400_000;
const PERIODS = [
  { id: "1", text: "24 hours" },
  { id: "7", text: "7 days" },
  { id: "30", text: "30 days" },
];

interface Charges {
  storage: StorageCharge;
  requests: readonly RequestCharge[];
  isWhole: boolean;
}

/** What AWS KMS would charge for the key and its use. */
export function ChargesTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const kms = useKms();
  const cloudtrail = useCloudTrail();
  const { scope } = useSession();
  const [days, setDays] = useState("30");
  const charges = useQuery({
    queryKey: [scope, "charges", metadata.Arn, days],
    queryFn: () => chargesOf(kms, cloudtrail, metadata, Number(days)),
  });
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={`What AWS would charge in ${PRICES.region} by its public prices of ${PRICES.published}. This server charges nothing.`}
            actions={
              <SegmentedControl
                label="Period"
                selectedId={days}
                options={PERIODS}
                onChange={({ detail }) => setDays(detail.selectedId)}
              />
            }
          >
            Charges
          </Header>
        }
      >
        {charges.isPending ? <Loading text="Counting requests" /> : null}
        {charges.isError ? <ServiceErrorAlert error={charges.error} header="The requests cannot be counted" /> : null}
        {charges.data ? <Sums charges={charges.data} /> : null}
      </Container>
      {charges.data ? <Requests charges={charges.data} /> : null}
    </SpaceBetween>
  );
}

function Sums({ charges: { storage, requests, isWhole } }: { charges: Charges }) {
  const used = requests.reduce((sum, { dollars }) => sum + dollars, 0);
  const count = requests.reduce((sum, request) => sum + request.count, 0);
  return (
    <SpaceBetween size="m">
      {isWhole ? null : (
        <Alert type="info">The key was used more often: only its newest {MOST_EVENTS.toLocaleString("en-US")} events are counted.</Alert>
      )}
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: "Key storage",
            value: `${dollarsText(storage.dollars)} (${storage.months.toFixed(3)} months of ${versionsText(storage.versions)} at ${dollarsText(PRICES.keyMonth)})`,
          },
          { label: "Requests", value: `${dollarsText(used)} (${count.toLocaleString("en-US")} requests)` },
          { label: "Together", value: <strong>{dollarsText(storage.dollars + used)}</strong> },
        ]}
      />
      <Box variant="small">
        The first {PRICES.freeRequests.toLocaleString("en-US")} symmetric requests of a month are free for the account as a
        whole; they are not taken off here. AWS managed keys are stored free of charge.
      </Box>
    </SpaceBetween>
  );
}

function versionsText(versions: number): string {
  return versions === 1 ? "1 version" : `${versions} versions`;
}

function Requests({ charges }: { charges: Charges }) {
  return (
    <Table
      columnDefinitions={[
        { id: "name", header: "Request", cell: ({ name }) => name, isRowHeader: true },
        { id: "kind", header: "Kind", cell: ({ kind }) => kind },
        { id: "price", header: "Price of 10,000", cell: ({ kind }) => dollarsText(PRICES.requests[kind]) },
        { id: "count", header: "Requests", cell: ({ count }) => count.toLocaleString("en-US") },
        { id: "dollars", header: "Charge", cell: ({ dollars }) => dollarsText(dollars) },
      ]}
      items={charges.requests}
      empty={<Box textAlign="center">The key was not used in this period.</Box>}
      header={
        <Header variant="h2" description="From the audit log. Requests that were refused are not counted.">
          Requests by kind
        </Header>
      }
    />
  );
}

async function chargesOf(kms: KMSClient, cloudtrail: CloudTrailClient, key: KeyMetadata, days: number): Promise<Charges> {
  const end = new Date();
  const start = new Date(end.getTime() - days * DAY_MILLISECONDS);
  const attribute = { AttributeKey: "ResourceName", AttributeValue: key.Arn } as const;
  const { events, isWhole } = await lookUpEvents(cloudtrail, { attribute, start }, MOST_EVENTS);
  const rotations = await rotationsOf(kms, key);
  return { storage: storageCharge(key, rotations, start, end), requests: requestCharges(events, key), isWhole };
}

/** How often the key material was rotated; only that of symmetric keys is. */
async function rotationsOf(kms: KMSClient, key: KeyMetadata): Promise<number> {
  if (keyTypeText(key) !== "Symmetric" || key.KeyUsage !== "ENCRYPT_DECRYPT") return 0;
  const { Rotations = [] } = await kms.send(new ListKeyRotationsCommand({ KeyId: key.Arn, Limit: 1000 }));
  return Rotations.length;
}
