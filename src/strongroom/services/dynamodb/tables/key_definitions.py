"""Key schemas and attribute definitions of a CreateTable or UpdateTable request.

The order of the checks is the service's. Source: DynamoDB API reference, CreateTable; developer guide,
"Multi-attribute keys" of global secondary indexes; messages as observed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

_MOST_OF_A_KIND = 4


def attribute_types(definitions: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Attribute names to types; raises ValidationException for a name that is defined twice."""
    types: dict[str, str] = {}
    for definition in definitions:
        name = definition["AttributeName"]
        if name in types:
            raise errors.validation(f"Attribute Name is duplicated: {name}")
        types[name] = definition["AttributeType"]
    return types


def table_key_schema(elements: Sequence[Mapping[str, str]], types: Mapping[str, str]) -> KeySchema:
    """The table's own key schema; raises ValidationException."""
    if len(elements) > len(types):
        raise errors.validation("Invalid KeySchema: Some index key attribute have no definition")
    partition, sort = local_keys(elements, types)
    return KeySchema(partition, sort)


def local_keys(
    elements: Sequence[Mapping[str, str]], types: Mapping[str, str]
) -> tuple[KeyAttribute, KeyAttribute | None]:
    """The partition key and the sort key of a table or a local index; raises ValidationException."""
    names = element_names(elements)
    _require_defined(names, types)
    if len(names) == 2 and names[0] == names[1]:
        raise errors.validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name"
        )
    _require_hash_first(elements)
    if len(elements) == 2 and elements[1]["KeyType"] != "RANGE":
        raise errors.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
    attributes = _attributes(names, types)
    return attributes[0], attributes[1] if len(attributes) == 2 else None


def global_keys(
    elements: Sequence[Mapping[str, str]], types: Mapping[str, str]
) -> tuple[tuple[KeyAttribute, ...], tuple[KeyAttribute, ...]]:
    """The partition keys and the sort keys of a global index; raises ValidationException."""
    names = element_names(elements)
    _require_defined(names, types)
    kinds = [element["KeyType"] for element in elements]
    if len(set(names)) < len(names):
        if kinds == ["HASH", "RANGE"]:
            raise errors.validation(
                "Both the Hash Key and the Range Key element in the KeySchema have the same name"
            )
        raise errors.validation("The KeySchema contains multiple key attributes with the same name")
    _require_hash_first(elements)
    hashes = kinds.count("HASH")
    if "HASH" in kinds[kinds.index("RANGE") :] if "RANGE" in kinds else False:
        raise errors.invalid_parameter(
            "All HASH key attributes must precede RANGE key attributes in the KeySchema"
        )
    for kind, count in (("HASH", hashes), ("RANGE", len(kinds) - hashes)):
        if count > _MOST_OF_A_KIND:
            raise errors.invalid_parameter(
                f"The KeySchema exceeds the maximum allowed number of {kind} key attributes"
            )
    attributes = _attributes(names, types)
    return attributes[:hashes], attributes[hashes:]


def require_all_used(types: Mapping[str, str], schemas: Sequence[Sequence[Mapping[str, str]]]) -> None:
    """Refuse attribute definitions that no key schema uses (``schemas``: the table's first)."""
    used = list(dict.fromkeys(name for schema in schemas for name in element_names(schema)))
    if set(types) <= set(used):
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


def element_names(elements: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of a wire ``KeySchema``."""
    return [element["AttributeName"] for element in elements]


def _require_hash_first(elements: Sequence[Mapping[str, str]]) -> None:
    if elements[0]["KeyType"] != "HASH":
        raise errors.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")


def _require_defined(names: Sequence[str], types: Mapping[str, str]) -> None:
    if not set(names) <= set(types):
        raise errors.invalid_parameter(
            f"Some index key attributes are not defined in AttributeDefinitions. Keys: {_listed(names)}, "
            f"AttributeDefinitions: {_listed(types)}"
        )


def _attributes(names: Sequence[str], types: Mapping[str, str]) -> tuple[KeyAttribute, ...]:
    return tuple(KeyAttribute(name, types[name]) for name in names)  # type: ignore[arg-type]


def _listed(names: Collection[str]) -> str:
    return f"[{', '.join(names)}]"
