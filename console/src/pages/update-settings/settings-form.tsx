import { UpdateTableCommand, type UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useDynamoDB } from "../../session/use-dynamodb";
import { useNotifications } from "../../shared/notifications";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useTableChanged } from "../../shared/use-table";

interface Properties {
  name: string;
  title: string;
  /** What UpdateTable is asked for besides the table's name. */
  request: Omit<UpdateTableCommandInput, "TableName">;
  children: ReactNode;
}

/** Fields whose values are saved by one UpdateTable. */
export function SettingsForm({ name, title, request, children }: Properties) {
  const dynamodb = useDynamoDB();
  const changed = useTableChanged(name);
  const { notify } = useNotifications();
  const saving = useMutation({
    mutationFn: () => dynamodb.send(new UpdateTableCommand({ TableName: name, ...request })),
    onSuccess: async () => {
      await changed();
      notify({ id: `settings ${name}`, type: "success", content: `${title} of ${name}: saved.` });
    },
  });
  return (
    <Container
      header={<Header variant="h2">{title}</Header>}
      footer={
        <Button variant="primary" loading={saving.isPending} onClick={() => saving.mutate()}>
          Save changes
        </Button>
      }
    >
      <SpaceBetween size="l">
        {saving.isError ? <ServiceErrorAlert error={saving.error} header="Nothing was changed" /> : null}
        {children}
      </SpaceBetween>
    </Container>
  );
}
