"""PartiQL statements as clients run them, and what is read from their answers."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: "
LEFTOVER = f"{NOT_WELL_FORMED}Unexpected token after expression"


def run(dynamodb: Any, text: str, *parameters: dict[str, Any], **request: Any) -> list[dict[str, Any]]:
    """The items that one statement answers."""
    items: list[dict[str, Any]] = answer(dynamodb, text, *parameters, **request)["Items"]
    return items


def answer(dynamodb: Any, text: str, *parameters: dict[str, Any], **request: Any) -> dict[str, Any]:
    """The whole answer to one statement, without what is of HTTP."""
    answered: dict[str, Any] = dynamodb.execute_statement(**_request(text, parameters), **request)
    del answered["ResponseMetadata"]
    return answered


def wrong(dynamodb: Any, text: str, *parameters: dict[str, Any], **request: Any) -> str:
    """The message of the ValidationException that a statement answers."""
    code, message = refused(dynamodb, text, *parameters, **request)
    assert code == "ValidationException", (code, message)
    return message


def refused(dynamodb: Any, text: str, *parameters: dict[str, Any], **request: Any) -> tuple[str, str]:
    """The code and the message of the error that a statement answers."""
    with pytest.raises(ClientError) as error:
        dynamodb.execute_statement(**_request(text, parameters), **request)
    response = error.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return response["Error"]["Code"], response["Error"]["Message"]


def batch(dynamodb: Any, *statements: str | dict[str, Any], **request: Any) -> list[dict[str, Any]]:
    """The responses to a batch of statements, each a text or a document."""
    responses: list[dict[str, Any]] = dynamodb.batch_execute_statement(
        Statements=[_document(each) for each in statements], **request
    )["Responses"]
    return responses


def transact(dynamodb: Any, *statements: str | dict[str, Any], **request: Any) -> list[dict[str, Any]]:
    """The responses to a transaction of statements."""
    responses: list[dict[str, Any]] = dynamodb.execute_transaction(
        TransactStatements=[_document(each) for each in statements], **request
    )["Responses"]
    return responses


def cancelled(dynamodb: Any, *statements: str | dict[str, Any], **request: Any) -> list[dict[str, Any]]:
    """The reasons of the cancellation that a transaction answers, whose message has their codes."""
    with pytest.raises(ClientError) as error:
        transact(dynamodb, *statements, **request)
    response = error.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException", response["Error"]
    reasons: list[dict[str, Any]] = response["CancellationReasons"]
    assert response["Error"]["Message"] == (
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        f"[{', '.join(reason['Code'] for reason in reasons)}]"
    )
    return reasons


def refused_transaction(dynamodb: Any, *statements: str | dict[str, Any], **request: Any) -> str:
    """The message of the ValidationException that a transaction answers."""
    with pytest.raises(ClientError) as error:
        transact(dynamodb, *statements, **request)
    assert error.value.response["Error"]["Code"] == "ValidationException"
    message: str = error.value.response["Error"]["Message"]
    return message


def _request(text: str, parameters: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {"Statement": text, **({"Parameters": list(parameters)} if parameters else {})}


def _document(statement: str | dict[str, Any]) -> dict[str, Any]:
    return {"Statement": statement} if isinstance(statement, str) else statement
