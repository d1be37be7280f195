import {
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
  type QueryCommandOutput,
  type ScanCommandOutput,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useDynamoDB } from "../../session/use-dynamodb";
import type { Item } from "../../shared/items/dynamodb-json";
import { EMPTY_READ, readRequest, type ReadForm } from "./read-request";

const PAGE_ITEMS = 50;

/** What was read so far. */
interface ReadItems {
  items: readonly Item[];
  scanned: number;
  capacity: number;
  /** Where the next page begins; none after the last. */
  next: Item | undefined;
}

const NOTHING: ReadItems = { items: [], scanned: 0, capacity: 0, next: undefined };

export interface Items extends ReadItems {
  isReading: boolean;
  error: unknown;
  read: (form: ReadForm) => void;
  readMore: () => void;
  /** The same question once more, from its beginning. */
  readAgain: () => void;
}

/** Reads a table page by page; its first page at once. */
export function useItems(table: TableDescription): Items {
  const dynamodb = useDynamoDB();
  const [read, setRead] = useState(NOTHING);
  const asked = useRef<ReadForm>(EMPTY_READ);
  const reading = useMutation({
    mutationFn: ({ form, from }: { form: ReadForm; from: Item | undefined }) =>
      readPage(dynamodb, table, form, from),
    onSuccess: (page, { from }) => setRead((before) => joined(from ? before : NOTHING, page)),
    onError: (_, { from }) => setRead((before) => (from ? before : NOTHING)),
  });
  const ask = (form: ReadForm, from?: Item) => {
    asked.current = form;
    reading.mutate({ form, from });
  };
  const { mutate } = reading;
  useEffect(() => mutate({ form: EMPTY_READ, from: undefined }), [mutate]);
  return {
    ...read,
    isReading: reading.isPending,
    error: reading.error,
    read: (form) => ask(form),
    readMore: () => ask(asked.current, read.next),
    readAgain: () => ask(asked.current),
  };
}

/** Async, so that a form that stands for no request ends like a refused one. */
async function readPage(
  dynamodb: DynamoDBClient,
  table: TableDescription,
  form: ReadForm,
  from: Item | undefined,
): Promise<QueryCommandOutput | ScanCommandOutput> {
  const request = readRequest(table, form, { limit: PAGE_ITEMS, from });
  return form.mode === "query" ? dynamodb.send(new QueryCommand(request)) : dynamodb.send(new ScanCommand(request));
}

function joined(before: ReadItems, page: QueryCommandOutput | ScanCommandOutput): ReadItems {
  return {
    items: [...before.items, ...(page.Items ?? [])],
    scanned: before.scanned + (page.ScannedCount ?? 0),
    capacity: before.capacity + (page.ConsumedCapacity?.CapacityUnits ?? 0),
    next: page.LastEvaluatedKey,
  };
}
