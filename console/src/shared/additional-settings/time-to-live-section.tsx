import {
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
  type TableDescription,
  type TimeToLiveDescription,
} from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { useDynamoDB } from "../../session/use-dynamodb";
import { Loading } from "../loading";
import { ServiceErrorAlert } from "../service-error-alert";
import { useTableChanged } from "../use-table";

const SETTLING_MILLISECONDS = 500;

/** The attribute by which items end. */
export function TimeToLiveSection({ name }: { name: string; table: TableDescription }) {
  const dynamodb = useDynamoDB();
  const { scope } = useSession();
  const timeToLive = useQuery({
    queryKey: [scope, "table", name, "time-to-live"],
    queryFn: async (): Promise<TimeToLiveDescription> => {
      const answer = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: name }));
      return answer.TimeToLiveDescription ?? {};
    },
    refetchInterval: ({ state }) =>
      state.data?.TimeToLiveStatus?.endsWith("ING") ? SETTLING_MILLISECONDS : false,
  });
  return (
    <Container
      header={
        <Header variant="h2" description="Items whose time in this attribute has passed are deleted.">
          Time to Live (TTL)
        </Header>
      }
    >
      {timeToLive.isPending ? <Loading /> : null}
      {timeToLive.isError ? <ServiceErrorAlert error={timeToLive.error} /> : null}
      {timeToLive.data ? <TimeToLive name={name} setting={timeToLive.data} /> : null}
    </Container>
  );
}

function TimeToLive({ name, setting }: { name: string; setting: TimeToLiveDescription }) {
  const dynamodb = useDynamoDB();
  const changed = useTableChanged(name);
  const [attribute, setAttribute] = useState("");
  const isOn = setting.TimeToLiveStatus === "ENABLED" || setting.TimeToLiveStatus === "ENABLING";
  const isChanging = setting.TimeToLiveStatus?.endsWith("ING") ?? false;
  const switching = useMutation({
    mutationFn: () =>
      dynamodb.send(
        new UpdateTimeToLiveCommand({
          TableName: name,
          TimeToLiveSpecification: {
            Enabled: !isOn,
            AttributeName: isOn ? setting.AttributeName : attribute.trim(),
          },
        }),
      ),
    onSuccess: changed,
  });
  return (
    <SpaceBetween size="s">
      {switching.isError ? <ServiceErrorAlert error={switching.error} /> : null}
      <StatusIndicator type={isChanging ? "in-progress" : isOn ? "success" : "stopped"}>
        {isChanging ? "Changing" : isOn ? `On, by ${setting.AttributeName ?? ""}` : "Off"}
      </StatusIndicator>
      {isOn ? null : (
        <FormField label="TTL attribute name" description="A Number: seconds since 1970.">
          <Input value={attribute} onChange={({ detail }) => setAttribute(detail.value)} placeholder="expires" />
        </FormField>
      )}
      <Button
        loading={switching.isPending}
        disabled={isChanging || (!isOn && !attribute.trim())}
        onClick={() => switching.mutate()}
      >
        {isOn ? "Turn off TTL" : "Turn on TTL"}
      </Button>
    </SpaceBetween>
  );
}
