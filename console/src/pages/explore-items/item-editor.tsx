import { PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useDynamoDB } from "../../session/use-dynamodb";
import { itemOf, jsonOf, type Item } from "../../shared/items/dynamodb-json";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { itemChanges } from "./item-changes";
import { ItemFields } from "./item-fields";
import { EMPTY_TEXT, itemOfRows, rowsOf, type Row } from "./item-rows";
import type { KeyPart } from "./read-request";

/** What is done with an item: made from nothing or from another, or changed. */
export interface Editing {
  kind: "create" | "edit";
  item: Item;
}

interface Properties {
  /** The table's name. */
  name: string;
  tableKey: { partition: KeyPart; sort: KeyPart | undefined };
  editing: Editing;
  onSaved: () => void;
  onDismiss: () => void;
}

/** The same item as rows of a form or as a text; only one of them is being typed into. */
type Draft = { view: "form"; rows: readonly Row[] } | { view: "json"; text: string };

/** Creates or changes an item, in a form or as JSON. */
export function ItemEditor({ name, tableKey, editing, onSaved, onDismiss }: Properties) {
  const keyParts = [tableKey.partition, ...(tableKey.sort ? [tableKey.sort] : [])];
  const keyNames = keyParts.map((part) => part.name);
  const [draft, setDraft] = useState<Draft>(() => ({ view: "form", rows: withKeys(editing.item, keyParts) }));
  const [problem, setProblem] = useState("");
  const isNew = editing.kind === "create";
  const saving = useSaving(name, keyNames, editing, onSaved);
  const attempt = (goOn: (item: Item) => void) => {
    try {
      goOn(draft.view === "form" ? itemOfRows(draft.rows) : itemOf(draft.text));
      setProblem("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const show = (view: string) =>
    attempt((item) =>
      setDraft(view === "json" ? { view: "json", text: jsonOf(item) } : { view: "form", rows: withKeys(item, keyParts) }),
    );
  return (
    <Modal
      visible
      size="large"
      header={isNew ? "Create item" : "Edit item"}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Cancel
            </Button>
            <Button variant="primary" loading={saving.isPending} onClick={() => attempt((item) => saving.mutate(item))}>
              {isNew ? "Create item" : "Save changes"}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {saving.isError ? <ServiceErrorAlert error={saving.error} header="The item was not saved" /> : null}
        <SegmentedControl
          label="View of the item"
          selectedId={draft.view}
          options={[
            { id: "form", text: "Form" },
            { id: "json", text: "JSON view" },
          ]}
          onChange={({ detail }) => show(detail.selectedId)}
        />
        {problem ? <Alert type="error">{problem}</Alert> : null}
        {draft.view === "form" ? (
          <ItemFields
            rows={draft.rows}
            keyNames={keyNames}
            isKeyFixed={!isNew}
            onChange={(rows) => setDraft({ view: "form", rows })}
          />
        ) : (
          <FormField label="DynamoDB JSON" stretch>
            <Textarea
              value={draft.text}
              rows={16}
              spellcheck={false}
              onChange={({ detail }) => setDraft({ view: "json", text: detail.value })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}

/** The rows of the item, with empty ones for those parts of its key that it does not have yet. */
function withKeys(item: Item, keyParts: readonly KeyPart[]): Row[] {
  const missing = keyParts.filter(({ name }) => !item[name]);
  const rows = rowsOf(item, keyParts.map(({ name }) => name));
  return [...missing.map(({ name, type }) => ({ id: name, name, type, text: EMPTY_TEXT[type] })), ...rows];
}

/** A new item never replaces one that is there; a change touches only the attributes that were changed. */
function useSaving(name: string, keyNames: readonly string[], editing: Editing, onSaved: () => void) {
  const dynamodb = useDynamoDB();
  return useMutation({
    mutationFn: async (item: Item) => {
      if (editing.kind === "create") {
        await dynamodb.send(
          new PutItemCommand({
            TableName: name,
            Item: item,
            ConditionExpression: "attribute_not_exists(#key)",
            ExpressionAttributeNames: { "#key": keyNames[0] ?? "" },
          }),
        );
        return;
      }
      const changes = itemChanges(editing.item, item, keyNames);
      const Key = Object.fromEntries(Object.entries(item).filter(([attribute]) => keyNames.includes(attribute)));
      if (changes) await dynamodb.send(new UpdateItemCommand({ TableName: name, Key, ...changes }));
    },
    onSuccess: onSaved,
  });
}
