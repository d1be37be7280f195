// A small application on the AWS SDK for JavaScript: node javascript_sdk.mjs ENDPOINT TABLE
// Prints what it found as one line of JSON.
import { createRequire } from "node:module";

const sdk = createRequire(new URL("../../console/package.json", import.meta.url));
const { DynamoDB, paginateScan, waitUntilTableExists, waitUntilTableNotExists } = sdk("@aws-sdk/client-dynamodb");
const { KMS } = sdk("@aws-sdk/client-kms");

const [endpoint, TableName] = process.argv.slice(2);
const settings = { endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };
const dynamodb = new DynamoDB(settings);
const kms = new KMS(settings);

const key = (await kms.createKey({ Description: "orders" })).KeyMetadata;
await dynamodb.createTable({
  TableName,
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
  SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: key.Arn },
});
await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });

const ids = Array.from({ length: 40 }, (_, number) => `order-${number}`);
const puts = ids.map((id) => ({ PutRequest: { Item: { id: { S: id }, raw: { B: new Uint8Array([0, 255]) } } } }));
await dynamodb.batchWriteItem({ RequestItems: { [TableName]: puts.slice(0, 20) } });
await dynamodb.batchWriteItem({ RequestItems: { [TableName]: puts.slice(20) } });
await dynamodb.transactWriteItems({
  TransactItems: [
    {
      Update: {
        TableName,
        Key: { id: { S: "order-1" } },
        UpdateExpression: "SET paid = :yes",
        ExpressionAttributeValues: { ":yes": { BOOL: true } },
      },
    },
    { Delete: { TableName, Key: { id: { S: "order-2" } }, ConditionExpression: "attribute_exists(id)" } },
  ],
});

const found = [];
for await (const page of paginateScan({ client: dynamodb, pageSize: 15 }, { TableName })) found.push(...page.Items);
const one = (await dynamodb.getItem({ TableName, Key: { id: { S: "order-1" } } })).Item;
const again = { TableName, Item: { id: { S: "order-1" } }, ConditionExpression: "attribute_not_exists(id)" };
const refused = await dynamodb.putItem(again).catch((error) => error);
const sse = (await dynamodb.describeTable({ TableName })).Table.SSEDescription;
const { CiphertextBlob } = await kms.encrypt({ KeyId: key.KeyId, Plaintext: new TextEncoder().encode("secret") });
const { Plaintext } = await kms.decrypt({ CiphertextBlob });

await dynamodb.deleteTable({ TableName });
await waitUntilTableNotExists({ client: dynamodb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
console.log(
  JSON.stringify({
    items: found.length,
    paid: one.paid.BOOL,
    raw: [...one.raw.B],
    refused: [refused.name, refused.message, refused.$metadata.httpStatusCode],
    sealedByTheKey: sse.KMSMasterKeyArn === key.Arn,
    decrypted: new TextDecoder().decode(Plaintext),
  }),
);
