import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import { useMutation } from "@tanstack/react-query";
import { useDynamoDB } from "../../session/use-dynamodb";
import { ConfirmByName } from "../../shared/confirm-by-name";
import type { Item } from "../../shared/items/dynamodb-json";
import { valueText } from "../../shared/items/value-text";

const SHOWN = 5;

interface Properties {
  /** The table's name. */
  name: string;
  keyNames: readonly string[];
  items: readonly Item[];
  onDeleted: () => void;
  onDismiss: () => void;
}

/** Deletes items once the table's name was typed. What was deleted before a refusal stays deleted. */
export function DeleteItemsModal({ name, keyNames, items, onDeleted, onDismiss }: Properties) {
  const dynamodb = useDynamoDB();
  const keys = items.map((item) =>
    Object.fromEntries(keyNames.flatMap((keyName) => (item[keyName] ? [[keyName, item[keyName]]] : []))),
  );
  const deleting = useMutation({
    mutationFn: async () => {
      for (const Key of keys) await dynamodb.send(new DeleteItemCommand({ TableName: name, Key }));
    },
    onSuccess: onDeleted,
  });
  return (
    <ConfirmByName
      action={items.length === 1 ? "Delete item" : `Delete ${items.length} items`}
      name={name}
      isPending={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onDismiss={onDismiss}
    >
      <Box>These items are deleted from the table, for ever:</Box>
      <ul>
        {keys.slice(0, SHOWN).map((key, position) => (
          <li key={position}>{Object.values(key).map(valueText).join(", ")}</li>
        ))}
        {keys.length > SHOWN ? <li>and {keys.length - SHOWN} more</li> : null}
      </ul>
    </ConfirmByName>
  );
}
