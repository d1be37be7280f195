"""Transactions: all of several actions on items of one or several tables, or none of them.

``TransactWriteItems``, ``TransactGetItems`` and ``ExecuteTransaction`` describe what they want as
``WriteAction`` or ``ReadAction`` and have it done by ``run_write_transaction`` and ``run_read_transaction``.
Source of the rules: developer guide, "Amazon DynamoDB Transactions: How it works"; docs/transactions.md says
what of it is particular to this server.
"""

from strongroom.services.dynamodb.transactions.actions import ReadAction, WriteAction
from strongroom.services.dynamodb.transactions.cancellation import Reason
from strongroom.services.dynamodb.transactions.client_tokens import RequestToken
from strongroom.services.dynamodb.transactions.read_transaction import ReadOutcome, run_read_transaction
from strongroom.services.dynamodb.transactions.write_transaction import WriteOutcome, run_write_transaction

__all__ = [
    "ReadAction",
    "ReadOutcome",
    "Reason",
    "RequestToken",
    "WriteAction",
    "WriteOutcome",
    "run_read_transaction",
    "run_write_transaction",
]
