"""Multi-Region keys in the browser: replicated into other regions, and made the primary key there."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from api.principals import ACCOUNT
from console.browsing import Window, in_both_looks
from console.test_keys_page import new_key
from server import Server


def policy(region: str) -> str:
    """A key policy that lets DynamoDB of a region use the key."""
    root = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    via = {"StringEquals": {"kms:ViaService": f"dynamodb.{region}.amazonaws.com"}}
    through = {**root, "Principal": {"AWS": "*"}, "Condition": via}
    return json.dumps({"Version": "2012-10-17", "Statement": [root, through]})


def test_a_key_is_replicated_and_its_primary_region_changed(window: Window, server: Server) -> None:
    key_id = new_key(server, "multi", MultiRegion=True, Description="everywhere", Policy=policy("us-east-1"))
    window.open(f"/kms/keys/{key_id}?tab=regionality")
    expect(window.detail("Regionality")).to_have_text("Multi-Region primary key")
    window.link("Create new replica keys").click()
    window.field("AWS Regions").click()
    option = window.page.get_by_role("option")
    expect(option.filter(has_text="us-east-1")).to_have_attribute("aria-disabled", "true")
    for region in ("eu-west-1", "eu-central-1"):
        option.filter(has_text=region).click()
    window.page.keyboard.press("Escape")
    expect(window.field("Alias - optional")).to_have_value("multi")
    window.submit("Create new replica keys")
    expect(window.page.get_by_text("multi has a new replica key in eu-west-1, eu-central-1.")).to_be_visible()
    expect(window.page.get_by_role("row").filter(has_text="Replica key")).to_have_count(2)
    there = server.client("kms", region="eu-west-1")
    described = there.describe_key(KeyId="alias/multi")["KeyMetadata"]
    assert (described["KeyId"], described["Description"]) == (key_id, "everywhere")
    written = there.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    assert json.loads(written) == json.loads(policy("eu-west-1"))

    window.button("Change primary Region").click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_label("Region of the new primary key").click()
    option.filter(has_text="eu-west-1").click()
    dialog.get_by_role("button", name="Change primary Region").click()
    expect(window.detail("Regionality")).to_have_text("Multi-Region replica key")
    window.page.get_by_role("row").get_by_role("link", name="eu-west-1").click()
    expect(window.detail("Regionality")).to_have_text("Multi-Region primary key")
    expect(window.detail("ARN")).to_contain_text(f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{key_id}")
    window.tab("Key material and rotations").click()
    expect(window.button("Rotate now")).to_be_enabled()


def test_a_primary_key_waits_for_the_deletion_of_its_replicas(window: Window, server: Server) -> None:
    key_id = new_key(server, "multi-deleted", MultiRegion=True)
    server.client("kms").replicate_key(KeyId=key_id, ReplicaRegion="sa-east-1")
    window.open(f"/kms/keys/{key_id}?tab=regionality")
    window.button("Key actions").click()
    window.page.get_by_role("menuitem", name="Schedule key deletion").click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Its replica keys in sa-east-1 have to be deleted first")
    dialog.get_by_label("To confirm, type multi-deleted").fill("multi-deleted")
    dialog.get_by_role("button", name="Schedule key deletion").click()
    expect(window.page.get_by_text("This key waits for the deletion of its replica keys")).to_be_visible()
    window.button("Key actions").click()
    window.page.get_by_role("menuitem", name="Cancel key deletion").click()
    expect(window.detail("Status")).to_have_text("Disabled")


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    key_id = new_key(server, f"multi-{theme}-{width}", MultiRegion=True)
    server.client("kms").replicate_key(KeyId=key_id, ReplicaRegion="eu-west-1")
    window = open_window(server, theme=theme, width=width).open(f"/kms/keys/{key_id}?tab=regionality")
    expect(window.page.get_by_role("row").filter(has_text="eu-west-1")).to_contain_text("Enabled")
    window.assert_accessible()
    window.picture("key-regionality")
    window.link("Create new replica keys").click()
    expect(window.field("Alias - optional")).to_be_visible()
    window.assert_accessible()
    window.picture("replicate-key")
