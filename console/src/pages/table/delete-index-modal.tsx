import { UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import { useMutation } from "@tanstack/react-query";
import { useDynamoDB } from "../../session/use-dynamodb";
import { ConfirmByName } from "../../shared/confirm-by-name";
import { useTableChanged } from "../../shared/use-table";

interface Properties {
  table: string;
  index: string;
  onDismiss: () => void;
}

/** Deletes a global secondary index once its name was typed. */
export function DeleteIndexModal({ table, index, onDismiss }: Properties) {
  const dynamodb = useDynamoDB();
  const changed = useTableChanged(table);
  const deleting = useMutation({
    mutationFn: () =>
      dynamodb.send(
        new UpdateTableCommand({
          TableName: table,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: index } }],
        }),
      ),
    onSuccess: async () => {
      await changed();
      onDismiss();
    },
  });
  return (
    <ConfirmByName
      action="Delete index"
      name={index}
      isPending={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onDismiss={onDismiss}
    >
      <Box>Whoever queries or scans the index is refused from then on. The items of {table} stay as they are.</Box>
    </ConfirmByName>
  );
}
