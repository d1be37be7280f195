"""DynamoDB Streams: records of what changes in a table, and the API that reads them."""
