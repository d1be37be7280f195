"""The pages Customer managed keys and AWS managed keys."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from api.tables import create_music
from console.browsing import Window, in_both_looks
from server import Server


def new_key(server: Server, alias: str, **parameters: object) -> str:
    """Make a key with an alias; the key's id."""
    kms = server.client("kms")
    key_id: str = kms.create_key(**parameters)["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{alias}", TargetKeyId=key_id)
    return key_id


def test_keys_are_listed_with_alias_state_type_and_usage(window: Window, server: Server) -> None:
    enabled = new_key(server, "console-listed")
    disabled = new_key(server, "console-signs", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    server.client("kms").disable_key(KeyId=disabled)
    window.open("/kms/keys")
    expect(window.heading("Customer managed keys")).to_be_visible()
    window.field("Find keys").fill("console-")
    row = window.page.get_by_role("row").filter(has_text=enabled)
    for text in ("console-listed", "Enabled", "Symmetric", "SYMMETRIC_DEFAULT", "Encrypt and decrypt"):
        expect(row).to_contain_text(text)
    row = window.page.get_by_role("row").filter(has_text=disabled)
    for text in ("console-signs", "Disabled", "Asymmetric", "ECC_NIST_P256", "Sign and verify"):
        expect(row).to_contain_text(text)


def test_refresh_shows_what_came_since(window: Window, server: Server) -> None:
    server.client("kms").create_key(Description="of another name")
    window.open("/kms/keys")
    window.field("Find keys").fill("console-key-later")
    expect(window.page.get_by_text("No key has an alias, an ID or a description like that.")).to_be_visible()
    key_id = new_key(server, "console-key-later")
    window.button("Refresh keys").click()
    expect(window.link(key_id)).to_be_visible()


def test_keys_of_services_are_on_their_own_page_and_cannot_be_changed(window: Window, server: Server) -> None:
    create_music(server.client("dynamodb"), SSESpecification={"Enabled": True})
    window.open("/kms/aws-managed-keys")
    expect(window.heading("AWS managed keys")).to_be_visible()
    row = window.page.get_by_role("row").filter(has_text="aws/dynamodb")
    expect(row).to_contain_text("Enabled")
    row.get_by_role("link").click()
    expect(window.heading("aws/dynamodb")).to_be_visible()
    expect(window.button("Edit")).to_be_disabled()
    window.button("Key actions").click()
    for action in ("Enable", "Disable", "Schedule key deletion", "Cancel key deletion"):
        expect(window.page.get_by_role("menuitem", name=action, exact=True)).to_be_disabled()


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    key_id = new_key(server, f"console-keys-{theme}-{width}")
    window = open_window(server, theme=theme, width=width).open("/kms/keys")
    window.field("Find keys").fill("console-keys-")
    expect(window.link(key_id)).to_be_visible()
    window.assert_accessible()
    window.picture("customer-managed-keys")
