"""What stands for an item: it tells the size, leads to the item as it is now, and never stays behind."""

from __future__ import annotations

import pytest

from strongroom.services.dynamodb.items import ITEMS, content, encode_item, reference_to, stored_size
from strongroom.services.dynamodb.values.sizes import item_size

KEY = (b"\x00partition", b"")
ITEM = {"pk": {"S": "p"}, "a": {"N": "1"}}
STORED = encode_item(ITEM, item_size(ITEM))


def test_a_reference_leads_to_the_item_and_tells_its_size(items, fresh) -> None:
    name = fresh()
    reference = reference_to(KEY, STORED)
    assert stored_size(reference) == item_size(ITEM)
    items.write(name, lambda transaction: transaction.put(ITEMS, KEY, STORED))
    assert items.read(name, lambda reader: content(reader, reference)) == STORED


def test_an_item_stands_for_itself(items, fresh) -> None:
    assert items.read(fresh(), lambda reader: content(reader, STORED)) == STORED


def test_a_reference_without_an_item_is_an_error(items, fresh) -> None:
    with pytest.raises(LookupError):
        items.read(fresh(), lambda reader: content(reader, reference_to(KEY, STORED)))
