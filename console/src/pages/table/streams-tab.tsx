import { UpdateTableCommand, type StreamViewType, type TableDescription } from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useDynamoDB } from "../../session/use-dynamodb";
import { Copyable } from "../../shared/copyable";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useTableChanged } from "../../shared/use-table";

const VIEW_TYPES: readonly { value: StreamViewType; label: string }[] = [
  { value: "NEW_AND_OLD_IMAGES", label: "New and old images" },
  { value: "NEW_IMAGE", label: "New image" },
  { value: "OLD_IMAGE", label: "Old image" },
  { value: "KEYS_ONLY", label: "Key attributes only" },
];

/** The table's stream of changes. */
export function StreamsTab({ name, table }: { name: string; table: TableDescription }) {
  const dynamodb = useDynamoDB();
  const changed = useTableChanged(name);
  const [viewType, setViewType] = useState<StreamViewType>("NEW_AND_OLD_IMAGES");
  const isOn = table.StreamSpecification?.StreamEnabled ?? false;
  const switching = useMutation({
    mutationFn: () =>
      dynamodb.send(
        new UpdateTableCommand({
          TableName: name,
          StreamSpecification: isOn ? { StreamEnabled: false } : { StreamEnabled: true, StreamViewType: viewType },
        }),
      ),
    onSuccess: changed,
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="A record of each change of an item, kept for 24 hours under the table's key."
          actions={
            <Button loading={switching.isPending} onClick={() => switching.mutate()}>
              {isOn ? "Turn off" : "Turn on"}
            </Button>
          }
        >
          DynamoDB stream details
        </Header>
      }
    >
      <SpaceBetween size="m">
        {switching.isError ? <ServiceErrorAlert error={switching.error} /> : null}
        <KeyValuePairs
          columns={3}
          items={[
            {
              label: "Stream status",
              value: <StatusIndicator type={isOn ? "success" : "stopped"}>{isOn ? "On" : "Off"}</StatusIndicator>,
            },
            { label: "View type", value: viewTypeText(table.StreamSpecification?.StreamViewType) },
            {
              label: "Latest stream ARN",
              value: table.LatestStreamArn ? <Copyable text={table.LatestStreamArn} what="Stream ARN" /> : "-",
            },
          ]}
        />
        {isOn ? null : (
          <FormField label="View type" description="What a record holds of the item that changed.">
            <Select
              options={VIEW_TYPES}
              selectedOption={VIEW_TYPES.find(({ value }) => value === viewType) ?? null}
              onChange={({ detail }) => setViewType(detail.selectedOption.value as StreamViewType)}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}

function viewTypeText(viewType: StreamViewType | undefined): string {
  return VIEW_TYPES.find(({ value }) => value === viewType)?.label ?? "-";
}
