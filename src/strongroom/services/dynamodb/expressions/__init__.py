"""The expression language: grammar, parsing, binding of placeholders, evaluation."""

from strongroom.services.dynamodb.expressions.conditions import Condition
from strongroom.services.dynamodb.expressions.expressions import Expressions
from strongroom.services.dynamodb.expressions.index_key_conditions import KeyQuestion
from strongroom.services.dynamodb.expressions.key_conditions import KeyCondition, KeyExpression, SortCondition
from strongroom.services.dynamodb.expressions.placeholders import Placeholders
from strongroom.services.dynamodb.expressions.projections import Projection
from strongroom.services.dynamodb.expressions.updates import Update

__all__ = [
    "Condition",
    "Expressions",
    "KeyCondition",
    "KeyExpression",
    "KeyQuestion",
    "Placeholders",
    "Projection",
    "SortCondition",
    "Update",
]
