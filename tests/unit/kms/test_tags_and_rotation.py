"""Tags, and the settings of automatic rotation."""

import pytest

from kms.callers import DAY


def tags(**pairs):
    return [{"TagKey": name, "TagValue": value} for name, value in pairs.items()]


def test_tags_come_with_the_key_or_later(root):
    key_id = root.create_key(Tags=tags(team="red"))["KeyId"]
    root("TagResource", KeyId=key_id, Tags=tags(team="blue", cost="0"))
    assert root("ListResourceTags", KeyId=key_id) == {"Tags": tags(cost="0", team="blue"), "Truncated": False}
    root("UntagResource", KeyId=key_id, TagKeys=["team", "unknown"])
    assert root("ListResourceTags", KeyId=key_id)["Tags"] == tags(cost="0")


def test_tags_are_listed_in_pages(root):
    key_id = root.create_key(Tags=tags(a="", b="", c=""))["KeyId"]
    first = root("ListResourceTags", KeyId=key_id, Limit=2)
    rest = root("ListResourceTags", KeyId=key_id, Limit=2, Marker=first["NextMarker"])
    assert first["Tags"] + rest["Tags"] == tags(a="", b="", c="")
    assert (first["Truncated"], rest["Truncated"]) == (True, False)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([*tags(a="1"), *tags(a="2")], "Duplicate tag keys"),
        (tags(**{"aws:x": ""}), "Tags beginning with aws: are reserved"),
        (tags(**{"AWS:x": ""}), "Tags beginning with aws: are reserved"),
        (tags(**{str(number): "" for number in range(51)}), "Too many tags"),
    ],
)
def test_tags_that_are_refused(root, key, given, message):
    with root.refused("TagException", message):
        root("TagResource", KeyId=key["KeyId"], Tags=given)
    with root.refused("TagException", message):
        root.create_key(Tags=given)


def test_a_key_has_at_most_fifty_tags(root):
    key_id = root.create_key(Tags=tags(**{str(number): "" for number in range(50)}))["KeyId"]
    root("TagResource", KeyId=key_id, Tags=tags(**{"7": "changed"}))
    with root.refused("TagException", "Too many tags"):
        root("TagResource", KeyId=key_id, Tags=tags(more=""))


def test_rotation_is_off_until_it_is_enabled(root, key):
    assert root("GetKeyRotationStatus", KeyId=key["KeyId"]) == {
        "KeyId": key["KeyId"],
        "KeyRotationEnabled": False,
    }


@pytest.mark.parametrize(("request_", "days"), [({}, 365), ({"RotationPeriodInDays": 90}, 90)])
def test_rotation_has_a_period_and_a_next_date(root, key, clock, request_, days):
    before = clock.now()
    root("EnableKeyRotation", KeyId=key["KeyId"], **request_)
    status = root("GetKeyRotationStatus", KeyId=key["KeyId"])
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, days)
    assert days * DAY <= status["NextRotationDate"] - before + 0.001 < days * DAY + 5
    clock.advance(days * DAY + 10)
    again = root("GetKeyRotationStatus", KeyId=key["KeyId"])
    assert again["NextRotationDate"] == pytest.approx(status["NextRotationDate"] + days * DAY)
    root("DisableKeyRotation", KeyId=key["KeyId"])
    assert not root("GetKeyRotationStatus", KeyId=key["KeyId"])["KeyRotationEnabled"]


def test_a_key_that_awaits_deletion_reports_no_rotation_until_it_is_rescued(root, key):
    root("EnableKeyRotation", KeyId=key["KeyId"])
    root("ScheduleKeyDeletion", KeyId=key["KeyId"])
    assert not root("GetKeyRotationStatus", KeyId=key["KeyId"])["KeyRotationEnabled"]
    root("CancelKeyDeletion", KeyId=key["KeyId"])
    assert root("GetKeyRotationStatus", KeyId=key["KeyId"])["KeyRotationEnabled"]


@pytest.mark.parametrize("operation", ["EnableKeyRotation", "DisableKeyRotation"])
def test_only_symmetric_keys_rotate(root, operation):
    key = root.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    with root.refused("UnsupportedOperationException"):
        root(operation, KeyId=key["KeyId"])
    status = root("GetKeyRotationStatus", KeyId=key["KeyId"])
    assert status == {"KeyId": key["KeyId"], "KeyRotationEnabled": False}
