import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";
import { useKmsIn } from "../../session/use-kms";
import { Copyable } from "../../shared/copyable";
import { KeyState } from "../../shared/key-state";
import type { KmsKey } from "../../shared/kms-keys";
import { isReplica, relatedKeys, replicaRegions, type RelatedKey } from "../../shared/regionality";
import { PrimaryRegionDialog } from "./primary-region-dialog";

/** Where a multi-Region key is: the primary key and its replicas. */
export function RegionalityTab({ kmsKey }: { kmsKey: KmsKey }) {
  const { metadata } = kmsKey;
  const { KeyId: id = "" } = metadata;
  return (
    <SpaceBetween size="l">
      {isReplica(metadata) ? <ReplicaKey kmsKey={kmsKey} /> : <PrimaryKey kmsKey={kmsKey} />}
      <Table
        columnDefinitions={[
          {
            id: "region",
            header: "Region",
            cell: ({ region }) => <KeyInRegion id={id} region={region} />,
            isRowHeader: true,
            minWidth: 150,
          },
          { id: "type", header: "Key type", cell: ({ isPrimary }) => (isPrimary ? "Primary key" : "Replica key"), minWidth: 130 },
          { id: "state", header: "Status", cell: (related) => <StateInRegion related={related} />, minWidth: 160 },
          {
            id: "arn",
            header: "ARN",
            cell: ({ arn, region }) => <Copyable text={arn} what={`ARN in ${region}`} />,
            minWidth: 320,
          },
        ]}
        items={relatedKeys(metadata)}
        trackBy="arn"
        wrapLines
        ariaLabels={{ tableLabel: "Related multi-Region keys" }}
        empty={<Box textAlign="center">This key has not been replicated into another Region.</Box>}
        header={
          <Header
            variant="h2"
            counter={`(${relatedKeys(metadata).length})`}
            description="Each has a policy, aliases, tags, grants and a state of its own."
            actions={
              <Button disabled={isReplica(metadata)} href={`#${paths.replicateKey(id)}`}>
                Create new replica keys
              </Button>
            }
          >
            Related multi-Region keys
          </Header>
        }
      />
    </SpaceBetween>
  );
}

function PrimaryKey({ kmsKey }: { kmsKey: KmsKey }) {
  const [isChanging, setChanging] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button disabled={replicaRegions(kmsKey.metadata).length === 0} onClick={() => setChanging(true)}>
              Change primary Region
            </Button>
          }
        >
          Primary key
        </Header>
      }
    >
      <Box>
        This is the primary key: it alone can be replicated, and its key material and rotation are those of all related keys.
      </Box>
      {isChanging ? <PrimaryRegionDialog kmsKey={kmsKey} onClose={() => setChanging(false)} /> : null}
    </Container>
  );
}

function ReplicaKey({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const { KeyId: id = "", MultiRegionConfiguration: related } = metadata;
  return (
    <Container header={<Header variant="h2">Replica key</Header>}>
      <Box>
        This is a replica key. It is replicated, and its key material rotated, by way of the primary key in{" "}
        <KeyInRegion id={id} region={related?.PrimaryKey?.Region ?? ""} />.
      </Box>
    </Container>
  );
}

/** Goes to the related key, which is to go to its region. */
function KeyInRegion({ id, region }: { id: string; region: string }) {
  const { chooseRegion } = useSession();
  const navigate = useNavigate();
  return (
    <Link
      href={`#${paths.keyTab(id, "regionality")}`}
      onFollow={(event) => {
        event.preventDefault();
        chooseRegion(region);
        void navigate(paths.keyTab(id, "regionality"));
      }}
    >
      {region}
    </Link>
  );
}

function StateInRegion({ related: { arn, region } }: { related: RelatedKey }) {
  const kmsIn = useKmsIn();
  const { scope } = useSession();
  const state = useQuery({
    queryKey: [scope, "kms-keys", arn, "state"],
    queryFn: async () => {
      const { KeyMetadata } = await kmsIn(region).send(new DescribeKeyCommand({ KeyId: arn }));
      return KeyMetadata?.KeyState ?? null;
    },
  });
  if (state.isPending) return <StatusIndicator type="loading">Loading</StatusIndicator>;
  if (state.isError) return <StatusIndicator type="info">Not known</StatusIndicator>;
  return <KeyState state={state.data ?? undefined} />;
}
