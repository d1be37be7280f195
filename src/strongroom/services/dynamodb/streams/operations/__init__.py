"""The operations of the DynamoDB Streams API, each in a file of its own."""
