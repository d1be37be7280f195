"""A key's page: what is shown of it, and what can be changed."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from api.principals import allow, new_user
from api.tables import create_music, under_key
from console.browsing import Window, in_both_looks
from console.test_keys_page import new_key
from console.test_sign_in_page import sign_in
from server import Server


def act(window: Window, action: str) -> None:
    window.button("Key actions").click()
    window.page.get_by_role("menuitem", name=action, exact=True).click()


def test_general_configuration(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-general", Description="of tests")
    window.open(f"/kms/keys/{key_id}")
    expect(window.heading("key-general")).to_be_visible()
    section = window.section("General configuration")
    for text in ("Enabled", f"arn:aws:kms:us-east-1:123456789012:key/{key_id}", "of tests", "Single-Region"):
        expect(section).to_contain_text(text)


def test_the_description_is_edited(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-described", Description="of tests")
    window.open(f"/kms/keys/{key_id}")
    window.button("Edit description").click()
    field = window.page.get_by_role("dialog").get_by_label("Description")
    expect(field).to_have_value("of tests")
    field.fill("protects the Music table")
    window.button("Save").click()
    expect(window.detail("Description")).to_have_text("protects the Music table")
    described = server.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]
    assert described["Description"] == "protects the Music table"


def test_disabling_says_which_tables_become_inaccessible_and_asks_for_the_alias(
    window: Window, server: Server
) -> None:
    key_id = new_key(server, "key-disabled")
    table = create_music(server.client("dynamodb"), SSESpecification=under_key(key_id))
    window.open(f"/kms/keys/{key_id}")
    act(window, "Disable")
    dialog = window.page.get_by_role("dialog")
    affected = dialog.get_by_role("list", name="Tables that will become inaccessible")
    expect(affected.get_by_role("listitem")).to_have_text([table])
    expect(dialog.get_by_role("button", name="Disable key")).to_be_disabled()
    dialog.get_by_label("To confirm, type key-disabled").fill("key-disable")
    expect(dialog.get_by_role("button", name="Disable key")).to_be_disabled()
    dialog.get_by_label("To confirm, type key-disabled").fill("key-disabled")
    dialog.get_by_role("button", name="Disable key").click()
    expect(window.page.get_by_text("The key key-disabled is disabled.")).to_be_visible()
    kms = server.client("kms")
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Disabled"
    inaccessible = window.page.get_by_role("list", name="Tables that cannot be read or written meanwhile")
    expect(inaccessible.get_by_role("listitem")).to_have_text([table])
    act(window, "Enable")
    expect(window.page.get_by_text("The key key-disabled is enabled.")).to_be_visible()
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"
    window.navigate("Key map")
    expect(window.page.get_by_text("The key key-disabled is enabled.")).to_be_visible()
    window.navigate("AWS managed keys")
    expect(window.page.get_by_text("The key key-disabled is enabled.")).to_have_count(0)


def test_deletion_is_scheduled_and_cancelled(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-deleted")
    window.open(f"/kms/keys/{key_id}")
    act(window, "Schedule key deletion")
    dialog = window.page.get_by_role("dialog")
    expect(dialog.get_by_text("No table of this region is encrypted under this key.")).to_be_visible()
    dialog.get_by_label("To confirm, type key-deleted").fill("key-deleted")
    dialog.get_by_label("Waiting period (in days)").fill("6")
    expect(dialog.get_by_role("button", name="Schedule key deletion")).to_be_disabled()
    dialog.get_by_label("Waiting period (in days)").fill("7")
    dialog.get_by_role("button", name="Schedule key deletion").click()
    section = window.section("General configuration")
    expect(section).to_contain_text("Pending deletion")
    expect(section).to_contain_text("Scheduled deletion date")
    act(window, "Cancel key deletion")
    expect(section).to_contain_text("Disabled")
    assert server.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Disabled"


def test_a_refusal_in_a_notification_says_why(open_window: Callable[..., Window], server: Server) -> None:
    key_id = new_key(server, "key-refused")
    server.client("kms").disable_key(KeyId=key_id)
    user = new_user(server, allow(["kms:DescribeKey", "iam:SimulatePrincipalPolicy"]))
    window = open_window(server, theme="dark", width=390).open("/sign-in")
    sign_in(window, *user.key)
    expect(window.page.get_by_text("is not authorized to perform: dynamodb:ListTables")).to_be_visible()
    window.open(f"/kms/keys/{key_id}?tab=tags")
    expect(window.page.get_by_text("is not authorized to perform: kms:ListResourceTags")).to_be_visible()
    expect(window.page.get_by_role("cell", name="Not known.")).to_be_visible()
    expect(window.detail("Alias")).to_have_text("Not known")
    window.button("Edit description").click()
    window.button("Save").click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text("is not authorized to perform: kms:UpdateKeyDescription")
    expect(dialog.get_by_role("button", name="Why?")).to_be_visible()
    window.button("Cancel").click()
    act(window, "Enable")
    notice = window.page.get_by_role("region", name="Notifications")
    expect(notice).to_contain_text("is not authorized to perform: kms:EnableKey")
    notice.get_by_role("button", name="Why?").click()
    expect(notice.get_by_text("Denied: kms:EnableKey")).to_be_visible()
    statement = notice.get_by_role("listitem").filter(has_text="identity-based policy").last
    expect(statement).to_contain_text("does not apply (action)")
    window.assert_accessible()
    window.picture("key-refused")


def test_the_policy_is_edited_checked_and_saved(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-policy")
    kms = server.client("kms")
    before = kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    window.open(f"/kms/keys/{key_id}")
    window.button("Switch to policy view").click()
    window.button("Edit").click()
    editor = window.field("Policy document (JSON)")
    editor.fill('{"Version": "2012-10-17",')
    expect(window.page.get_by_text("Line 1, column 26: ")).to_be_visible()
    expect(window.button("Save changes")).to_be_disabled()
    editor.fill('{"Version": "2012-10-17", "Statement": []}')
    window.button("Save changes").click()
    expect(window.page.get_by_text("The key policy was not saved")).to_be_visible()
    expect(window.page.get_by_text("MalformedPolicyDocumentException")).to_be_visible()
    assert kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"] == before
    changed = {**json.loads(before), "Id": "changed"}
    editor.fill(json.dumps(changed))
    window.button("Save changes").click()
    expect(window.page.get_by_text("The key policy is saved.")).to_be_visible()
    assert json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]) == changed


def test_administrators_and_users_are_changed_in_the_default_view(window: Window, server: Server) -> None:
    key_id, kms = new_key(server, "key-default-view"), server.client("kms")
    user = new_user(server)
    window.open(f"/kms/keys/{key_id}")
    expect(window.detail("Key users")).to_have_text("-")
    window.button("Edit").click()
    users = window.page.get_by_role("table", name="Key users")
    users.get_by_role("checkbox", name=f"User {user.name}").check()
    window.page.get_by_role("checkbox", name="Amazon DynamoDB").check()
    window.button("Save changes").click()
    expect(window.detail("Key users")).to_have_text(user.arn)
    expect(window.detail("Services")).to_have_text("Amazon DynamoDB")
    saved = json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])
    principals = {statement["Sid"]: statement["Principal"] for statement in saved["Statement"]}
    assert principals["Allow use of the key"] == {"AWS": [user.arn]}
    saved["Statement"].append({**saved["Statement"][0], "Sid": "by hand", "Effect": "Deny", "Principal": "*"})
    saved["Statement"][-1]["Action"] = "kms:Decrypt"
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=json.dumps(saved))
    window.page.reload()
    expect(window.page.get_by_text('"Sid": "by hand"')).to_be_visible()
    expect(window.button("Switch to default view")).to_have_count(0)


def test_rotation_by_schedule_and_on_demand(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-rotated")
    window.open(f"/kms/keys/{key_id}?tab=key-material")
    section = window.section("Automatic key rotation")
    expect(section).to_contain_text("Disabled")
    window.button("Edit").click()
    window.page.get_by_role("radio", name="Enable", exact=True).check()
    window.field("Rotation period (in days)").fill("89")
    window.button("Save").click()
    expect(window.page.get_by_text("ValidationException")).to_be_visible()
    window.field("Rotation period (in days)").fill("180")
    window.button("Save").click()
    expect(section).to_contain_text("180 days")
    window.button("Rotate now").click()
    expect(window.page.get_by_role("cell", name="On-demand")).to_be_visible()
    kms = server.client("kms")
    assert kms.get_key_rotation_status(KeyId=key_id)["RotationPeriodInDays"] == 180
    assert len(kms.list_key_rotations(KeyId=key_id)["Rotations"]) == 1


def test_aliases_are_made_and_deleted(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-alias-one")
    window.open(f"/kms/keys/{key_id}?tab=aliases")
    window.button("Create alias").click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_label("Alias name").fill("key-alias-two")
    dialog.get_by_role("button", name="Create alias").click()
    window.page.get_by_role("radio", name="alias/key-alias-two").check()
    window.button("Delete").click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_label("To confirm, type alias/key-alias-two").fill("alias/key-alias-two")
    dialog.get_by_role("button", name="Delete alias").click()
    expect(window.page.get_by_role("radio", name="alias/key-alias-two")).to_have_count(0)
    listed = server.client("kms").list_aliases(KeyId=key_id)["Aliases"]
    assert [alias["AliasName"] for alias in listed] == ["alias/key-alias-one"]


def test_grants_show_which_table_they_are_for_and_are_revoked(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-granted")
    table = create_music(server.client("dynamodb"), SSESpecification=under_key(key_id))
    window.open(f"/kms/keys/{key_id}?tab=grants")
    row = window.page.get_by_role("row").filter(has_text=table)
    expect(row).to_contain_text(f"aws:dynamodb:tableName = {table}")
    row.get_by_role("radio").check()
    window.button("Revoke").click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_label("To confirm, type").fill("dynamodb.us-east-1.amazonaws.com")
    dialog.get_by_role("button", name="Revoke grant").click()
    expect(window.page.get_by_text("The key has no grants.")).to_be_visible()
    assert server.client("kms").list_grants(KeyId=key_id)["Grants"] == []


def test_tags_are_changed(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-tagged", Tags=[{"TagKey": "team", "TagValue": "music"}])
    window.open(f"/kms/keys/{key_id}?tab=tags")
    expect(window.page.get_by_role("cell", name="music")).to_be_visible()
    window.button("Edit").click()
    window.button("Remove").click()
    window.button("Add new tag").click()
    window.field("Key of tag 1").fill("stage")
    window.field("Value of tag 1").fill("test")
    window.button("Save").click()
    expect(window.page.get_by_role("cell", name="test")).to_be_visible()
    assert server.client("kms").list_resource_tags(KeyId=key_id)["Tags"] == [
        {"TagKey": "stage", "TagValue": "test"}
    ]


def test_audit_events_of_the_key_only(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-audited")
    server.client("kms").encrypt(KeyId=key_id, Plaintext=b"text")
    window.open(f"/kms/keys/{key_id}?tab=events")
    table = window.page.get_by_role("table")
    for name in ("CreateKey", "CreateAlias", "Encrypt"):
        expect(table.get_by_role("row").filter(has_text=f"{name}")).to_contain_text(key_id)
    expect(table.get_by_role("button", name="Encrypt, event", exact=False)).to_have_count(1)


def test_charges_count_requests_by_kind_at_public_prices(window: Window, server: Server) -> None:
    key_id = new_key(server, "key-charged")
    kms = server.client("kms")
    for _ in range(3):
        kms.encrypt(KeyId=key_id, Plaintext=b"text")
    kms.rotate_key_on_demand(KeyId=key_id)
    window.open(f"/kms/keys/{key_id}?tab=charges")
    row = window.page.get_by_role("row").filter(has_text="Encrypt")
    for text in ("Symmetric and RSA 2048", "$0.03", "3", "$0.000009"):
        expect(row.get_by_role("cell", name=text, exact=True)).to_be_visible()
    expect(window.page.get_by_text("US East (N. Virginia) by its public prices of March 2026")).to_be_visible()
    expect(window.detail("Key storage")).to_contain_text("(0.000 months of 2 versions at $1.00)")


def test_a_key_that_is_not_there_is_told_with_the_services_words(window: Window) -> None:
    window.open("/kms/keys/12345678-1234-1234-1234-123456789012")
    expect(window.page.get_by_text("NotFoundException")).to_be_visible()


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    key_id = new_key(server, f"key-{theme}-{width}")
    table = create_music(server.client("dynamodb"), SSESpecification=under_key(key_id))
    window = open_window(server, theme=theme, width=width).open(f"/kms/keys/{key_id}?tab=grants")
    expect(window.page.get_by_text(table)).to_be_visible()
    window.assert_accessible()
    window.picture("key-grants")
    window.tab("Charges").click()
    expect(window.page.get_by_role("row").filter(has_text="GenerateDataKey")).to_be_visible()
    window.assert_accessible()
    window.picture("key-charges")
    window.tab("Key policy").click()
    window.button("Edit").click()
    expect(window.page.get_by_role("table", name="Key users")).to_be_visible()
    window.assert_accessible()
    window.picture("key-policy")
    act(window, "Disable")
    expect(window.page.get_by_role("listitem").filter(has_text=table)).to_be_visible()
    window.assert_accessible()
    window.picture("key-disable")
