"""One file for each operation of the DynamoDB API."""
