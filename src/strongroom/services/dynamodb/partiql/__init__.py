"""PartiQL: statements in, the reads and writes that the other rooms do out.

``Statements`` parses a statement and binds its parameters; what it is then needs a table: ``select_plans`` and
``write_plans`` turn it into reads of partitions, or one write of an item.
"""

from strongroom.services.dynamodb.partiql.next_tokens import NextTokens
from strongroom.services.dynamodb.partiql.statements import Statements

__all__ = ["NextTokens", "Statements"]
