"""What a service refuses, for tests that compare whole messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

INVALID = "One or more parameter values were invalid: "
IN_USE = "Attempt to change a resource which is still in use: "
ONE = "1 validation error detected: "


def refused(operation: Callable[..., Any], **request: Any) -> tuple[str, str]:
    """The code and the message of the error that an operation answers."""
    with pytest.raises(ClientError) as error:
        operation(**request)
    answer = error.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    return answer["Error"]["Code"], answer["Error"]["Message"]


def invalid(operation: Callable[..., Any], **request: Any) -> str:
    """The message of the ValidationException that an operation answers."""
    code, message = refused(operation, **request)
    assert code == "ValidationException", (code, message)
    return message
