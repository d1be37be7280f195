"""Key schemas and attribute definitions of a CreateTable or UpdateTable request.

The order of the checks is the service's. Source: DynamoDB API reference, CreateTable; messages as observed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema


def attribute_types(definitions: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Attribute names to types; raises ValidationException for a name that is defined twice."""
    types: dict[str, str] = {}
    for definition in definitions:
        name = definition["AttributeName"]
        if name in types:
            raise errors.invalid_parameter(f"Cannot redefine an attribute already defined: {name}")
        types[name] = definition["AttributeType"]
    return types


def table_key_schema(elements: Sequence[Mapping[str, str]], types: Mapping[str, str]) -> KeySchema:
    """The table's own key schema; raises ValidationException."""
    names = _names(elements)
    if len(names) == 2 and (not set(names) <= set(types) or (names[0] == names[1] and len(types) == 1)):
        raise errors.validation("Invalid KeySchema: Some index key attribute have no definition")
    _require_defined(names, types)
    return _key_schema(elements, types)


def index_key_schema(elements: Sequence[Mapping[str, str]], types: Mapping[str, str]) -> KeySchema:
    """A secondary index's key schema; raises ValidationException."""
    _require_defined(_names(elements), types)
    return _key_schema(elements, types)


def require_all_used(schemas: Sequence[KeySchema], types: Mapping[str, str]) -> None:
    """Refuse attribute definitions that no key schema uses (``schemas``: the table's first)."""
    used: list[str] = []
    for schema in schemas:
        used += [name for name in schema_names(schema) if name not in used]
    if set(used) == set(types):
        return
    if len(schemas) == 1:
        raise errors.invalid_parameter(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in "
            "AttributeDefinitions"
        )
    raise errors.invalid_parameter(
        f"Some AttributeDefinitions are not used. AttributeDefinitions: {_listed(types)}, "
        f"keys used: {_listed(used)}"
    )


def schema_names(schema: KeySchema) -> list[str]:
    """The key attributes' names, partition key first."""
    names = [schema.partition.name]
    if schema.sort is not None:
        names.append(schema.sort.name)
    return names


def _names(elements: Sequence[Mapping[str, Any]]) -> list[str]:
    return [element["AttributeName"] for element in elements]


def _require_defined(names: Sequence[str], types: Mapping[str, str]) -> None:
    if not set(names) <= set(types):
        raise errors.invalid_parameter(
            f"Some index key attributes are not defined in AttributeDefinitions. Keys: {_listed(names)}, "
            f"AttributeDefinitions: {_listed(types)}"
        )


def _key_schema(elements: Sequence[Mapping[str, str]], types: Mapping[str, str]) -> KeySchema:
    names = _names(elements)
    if len(names) == 2 and names[0] == names[1]:
        raise errors.validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name"
        )
    if elements[0]["KeyType"] != "HASH":
        raise errors.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
    if len(elements) == 2 and elements[1]["KeyType"] != "RANGE":
        raise errors.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
    attributes = [KeyAttribute(name, types[name]) for name in names]  # type: ignore[arg-type]
    return KeySchema(attributes[0], attributes[1] if len(attributes) == 2 else None)


def _listed(names: Collection[str]) -> str:
    return f"[{', '.join(names)}]"
