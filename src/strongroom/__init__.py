"""Strongroom: DynamoDB and KMS wire APIs over tables that are really encrypted."""
