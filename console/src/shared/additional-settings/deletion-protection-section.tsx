import { UpdateTableCommand, type TableDescription } from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMutation } from "@tanstack/react-query";
import { useDynamoDB } from "../../session/use-dynamodb";
import { ServiceErrorAlert } from "../service-error-alert";
import { useTableChanged } from "../use-table";

export function DeletionProtectionSection({ name, table }: { name: string; table: TableDescription }) {
  const dynamodb = useDynamoDB();
  const changed = useTableChanged(name);
  const isOn = table.DeletionProtectionEnabled ?? false;
  const switching = useMutation({
    mutationFn: () =>
      dynamodb.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: !isOn })),
    onSuccess: changed,
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="A protected table cannot be deleted."
          actions={
            <Button loading={switching.isPending} onClick={() => switching.mutate()}>
              {isOn ? "Turn off deletion protection" : "Turn on deletion protection"}
            </Button>
          }
        >
          Deletion protection
        </Header>
      }
    >
      <SpaceBetween size="s">
        {switching.isError ? <ServiceErrorAlert error={switching.error} /> : null}
        <StatusIndicator type={isOn ? "success" : "stopped"}>{isOn ? "On" : "Off"}</StatusIndicator>
      </SpaceBetween>
    </Container>
  );
}
