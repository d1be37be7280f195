"""The DynamoDB service."""
