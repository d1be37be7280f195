"""Lists in pages: every list comes whole and in order however long its pages are."""

from __future__ import annotations

from typing import Any

import pytest

from api.kms_calls import ACCOUNT, alias_name, refused
from server import Server

RETIRING = f"arn:aws:iam::{ACCOUNT}:role/retires-grants"
OF_A_KEY = {
    "list_aliases": "Aliases",
    "list_grants": "Grants",
    "list_resource_tags": "Tags",
    "list_key_policies": "PolicyNames",
}
WITHOUT_A_KEY = {"list_keys": "Keys", "list_retirable_grants": "Grants"}
MEMBERS = {**OF_A_KEY, **WITHOUT_A_KEY}


@pytest.fixture(scope="module")
def kms(server: Server) -> Any:
    return server.client("kms", region="ap-south-1")


@pytest.fixture(scope="module")
def key_id(kms: Any) -> Any:
    """A key with seven aliases, grants and tags, in a region with seven more keys."""
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    for number in range(7):
        kms.create_key()
        kms.create_alias(AliasName=alias_name(), TargetKeyId=key_id)
        kms.tag_resource(KeyId=key_id, Tags=[{"TagKey": f"tag-{number}", "TagValue": "x"}])
        kms.create_grant(
            KeyId=key_id,
            GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:role/role-{number}",
            RetiringPrincipal=RETIRING,
            Operations=["Decrypt"],
        )
    return key_id


def of_list(name: str, key_id: str) -> dict[str, Any]:
    if name == "list_retirable_grants":
        return {"RetiringPrincipal": RETIRING}
    return {"KeyId": key_id} if name in OF_A_KEY else {}


@pytest.mark.parametrize("name", MEMBERS)
def test_a_list_comes_whole_in_pages_of_any_length(kms: Any, key_id: str, name: str) -> None:
    member, call, request = MEMBERS[name], getattr(kms, name), of_list(name, key_id)
    whole = call(**request)
    assert whole["Truncated"] is False
    assert "NextMarker" not in whole
    assert len(whole[member]) == {"list_keys": 8, "list_key_policies": 1}.get(name, 7)
    for limit in (1, 3, 7, 8):
        pages, marker = [], {}
        while True:
            page = call(Limit=limit, **marker, **request)
            pages.append(page[member])
            assert page["Truncated"] is ("NextMarker" in page)
            if not page["Truncated"]:
                break
            assert len(page[member]) == limit
            marker = {"Marker": page["NextMarker"]}
        assert [each for page in pages for each in page] == whole[member]


@pytest.mark.parametrize("name", MEMBERS)
def test_a_made_up_marker_is_refused(kms: Any, key_id: str, name: str) -> None:
    with refused("InvalidMarkerException", "Could not deserialize NextToken"):
        getattr(kms, name)(Marker="made up", **of_list(name, key_id))


@pytest.mark.parametrize("name", MEMBERS)
def test_a_page_has_at_most_1000_entries(kms: Any, key_id: str, name: str) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have "
        "value less than or equal to 1000",
    ):
        getattr(kms, name)(Limit=1001, **of_list(name, key_id))
