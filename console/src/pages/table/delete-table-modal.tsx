import { DeleteTableCommand, type TableDescription } from "@aws-sdk/client-dynamodb";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { useDynamoDB } from "../../session/use-dynamodb";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { useNotifications } from "../../shared/notifications";

interface Properties {
  name: string;
  table: TableDescription;
  onDismiss: () => void;
}

/** Deletes the table once its name was typed. */
export function DeleteTableModal({ name, table, onDismiss }: Properties) {
  const dynamodb = useDynamoDB();
  const navigate = useNavigate();
  const { notify } = useNotifications();
  const deleting = useMutation({
    mutationFn: () => dynamodb.send(new DeleteTableCommand({ TableName: name })),
    onSuccess: () => {
      notify({ id: `delete ${name}`, type: "success", content: `The table ${name} is being deleted.` });
      void navigate(paths.tables);
    },
  });
  return (
    <ConfirmByName
      action="Delete table"
      name={name}
      isPending={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onDismiss={onDismiss}
    >
      <Box>
        Its items ({(table.ItemCount ?? 0).toLocaleString()} when last counted), its indexes and its stream are deleted with it,
        for ever.
      </Box>
      {table.DeletionProtectionEnabled ? (
        <Alert type="warning">Deletion protection is on: the service will refuse until it is turned off.</Alert>
      ) : null}
    </ConfirmByName>
  );
}
