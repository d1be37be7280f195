"""What the tests of the expression language share."""

from __future__ import annotations

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.expressions import Expressions


@pytest.fixture(scope="session")
def expressions():
    return Expressions()


@pytest.fixture
def condition(expressions):
    """``condition(text, values, names)``: a bound condition all of whose placeholders are used."""

    def bind(text, values=None, names=None, parameter="ConditionExpression"):
        placeholders = expressions.placeholders(names, values)
        bound = expressions.condition(text, placeholders, parameter)
        placeholders.require_all_used()
        return bound

    return bind


@pytest.fixture
def update(expressions):
    """``update(text, values, names)``: a bound update all of whose placeholders are used."""

    def bind(text, values=None, names=None):
        placeholders = expressions.placeholders(names, values)
        bound = expressions.update(text, placeholders)
        placeholders.require_all_used()
        return bound

    return bind


@pytest.fixture
def projection(expressions):
    """``projection(text, names)``: a bound projection all of whose placeholders are used."""

    def bind(text, names=None):
        placeholders = expressions.placeholders(names, None)
        bound = expressions.projection(text, placeholders)
        placeholders.require_all_used()
        return bound

    return bind


@pytest.fixture
def refusal():
    """``refusal(call, *arguments)``: the message of the ValidationException that the call raises."""

    def message(call, *arguments, **options):
        with pytest.raises(ServiceError) as refused:
            call(*arguments, **options)
        assert refused.value.code == "ValidationException"
        assert refused.value.status == 400
        return refused.value.message

    return message
