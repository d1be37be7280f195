import type { TableDescription, UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { CapacityUnits } from "../../shared/capacity-fields";
import { definitionsOf, keySchema, projectionOf, type IndexForm } from "../../shared/indexes/index-form";

export function isProvisioned(table: Pick<TableDescription, "BillingModeSummary">): boolean {
  return table.BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST";
}

/** What is missing before the service can be asked at all; it has the last word on everything else. */
export function problemsOf(index: IndexForm): { name?: string; partitionKey?: string } {
  return {
    ...(!index.name.trim() && { name: "Enter a name." }),
    ...(!index.partitionKey.name && { partitionKey: "Enter the name of the partition key." }),
  };
}

/** The request that adds a global secondary index to a table; `units` is null where the table is on demand. */
export function requestOf(tableName: string, index: IndexForm, units: CapacityUnits | null): UpdateTableCommandInput {
  return {
    TableName: tableName,
    AttributeDefinitions: definitionsOf([index.partitionKey, index.sortKey]),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: index.name.trim(),
          KeySchema: keySchema(index.partitionKey, index.sortKey),
          Projection: projectionOf(index),
          ...(units && {
            ProvisionedThroughput: {
              ReadCapacityUnits: Number(units.readCapacity),
              WriteCapacityUnits: Number(units.writeCapacity),
            },
          }),
        },
      },
    ],
  };
}
