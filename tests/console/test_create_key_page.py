"""The wizard Create key: what it asks, what it refuses, what it makes."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from console.browsing import Window, in_both_looks
from server import Server


def to_labels(window: Window) -> None:
    window.open("/kms/create-key")
    expect(window.heading("Configure key")).to_be_visible()
    window.button("Next").click()
    expect(window.heading("Add labels")).to_be_visible()


def to_review(window: Window, alias: str) -> None:
    """From the labels on, without choosing anything else."""
    window.field("Alias").fill(alias)
    for title in (
        "Define key administrative permissions",
        "Define key usage permissions",
        "Set key policy (advanced)",
        "Review and create",
    ):
        window.button("Next").click()
        expect(window.heading(title)).to_be_visible()


def test_an_alias_is_asked_for_and_looked_at(window: Window, server: Server) -> None:
    kms = server.client("kms")
    kms.create_alias(AliasName="alias/wizard-taken", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    to_labels(window)
    window.button("Next").click()
    expect(window.page.get_by_text("Enter an alias.")).to_be_visible()
    window.field("Alias").fill("wizard-taken")
    expect(window.page.get_by_text("Another key of this region has this alias.")).to_be_visible()
    window.field("Alias").fill("wizard-free")
    window.button("Next").click()
    expect(window.heading("Define key administrative permissions")).to_be_visible()


def test_advanced_options_and_tags_become_the_keys(window: Window, server: Server) -> None:
    window.open("/kms/create-key")
    window.button("Advanced options").click()
    window.page.get_by_role("radio", name="External (Import key material)").check()
    window.page.get_by_role("radio", name="Multi-Region key").check()
    window.button("Next").click()
    window.field("Description - optional").fill("made by the wizard")
    window.button("Add new tag").click()
    window.field("Key of tag 1").fill("team")
    window.field("Value of tag 1").fill("music")
    to_review(window, "wizard-advanced")
    window.button("Finish").click()
    expect(window.heading("Download wrapping public key and import token")).to_be_visible()
    window.button("Cancel").click()
    expect(window.heading("wizard-advanced")).to_be_visible()
    expect(window.page.get_by_text("This key is pending import")).to_be_visible()
    kms = server.client("kms")
    made = kms.describe_key(KeyId="alias/wizard-advanced")["KeyMetadata"]
    assert (made["Origin"], made["MultiRegion"], made["Description"]) == (
        "EXTERNAL",
        True,
        "made by the wizard",
    )
    assert kms.list_resource_tags(KeyId=made["KeyId"])["Tags"] == [{"TagKey": "team", "TagValue": "music"}]


def test_an_asymmetric_key_offers_its_usages_and_specs(window: Window, server: Server) -> None:
    window.open("/kms/create-key")
    window.page.get_by_role("radio", name="Asymmetric", exact=True).check()
    window.page.get_by_role("radio", name="Sign and verify").check()
    window.page.get_by_role("radio", name="ECC_NIST_P384").check()
    window.button("Next").click()
    to_review(window, "wizard-signs")
    window.button("Finish").click()
    expect(window.heading("wizard-signs")).to_be_visible()
    made = server.client("kms").describe_key(KeyId="alias/wizard-signs")["KeyMetadata"]
    assert (made["KeySpec"], made["KeyUsage"]) == ("ECC_NIST_P384", "SIGN_VERIFY")
    window.tab("Public key").click()
    expect(window.page.get_by_text("-----BEGIN PUBLIC KEY-----")).to_be_visible()
    with window.page.expect_download() as downloading:
        window.button("Download").click()
    assert downloading.value.suggested_filename == f"{made['KeyId']}.pem"


def test_a_policy_written_by_hand_is_kept_and_checked(window: Window, server: Server) -> None:
    to_labels(window)
    window.field("Alias").fill("wizard-written")
    for _ in range(3):
        window.button("Next").click()
    editor = window.field("Policy document (JSON)")
    follows = editor.input_value()
    editor.fill('{\n  "Version" 1\n}')
    expect(window.page.get_by_text("Line 2, column 13: a colon is expected.")).to_be_visible()
    window.button("Next").click()
    expect(window.heading("Set key policy (advanced)")).to_be_visible()
    window.button("Use my choices again").click()
    expect(editor).to_have_value(follows)
    statement = {"Sid": "Nobody", "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}
    written = json.loads(follows)
    written["Statement"].append(statement)
    editor.fill(json.dumps(written))
    window.button("Next").click()
    window.button("Finish").click()
    expect(window.heading("wizard-written")).to_be_visible()
    kms = server.client("kms")
    key_id = kms.describe_key(KeyId="alias/wizard-written")["KeyMetadata"]["KeyId"]
    assert json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]) == written


def test_what_the_service_refuses_is_shown_and_nothing_is_made(window: Window, server: Server) -> None:
    to_labels(window)
    window.field("Alias").fill("wizard-refused")
    for _ in range(3):
        window.button("Next").click()
    window.field("Policy document (JSON)").fill('{"Version": "2012-10-17", "Statement": []}')
    window.button("Next").click()
    window.button("Finish").click()
    expect(window.page.get_by_text("The key was not created")).to_be_visible()
    expect(window.page.get_by_text("MalformedPolicyDocumentException")).to_be_visible()
    listed = server.client("kms").list_aliases()["Aliases"]
    assert "alias/wizard-refused" not in {alias["AliasName"] for alias in listed}


@in_both_looks
def test_each_step_is_accessible(
    open_window: Callable[..., Window], server: Server, theme: str, width: int
) -> None:
    window = open_window(server, theme=theme, width=width).open("/kms/create-key")
    expect(window.heading("Configure key")).to_be_visible()
    window.assert_accessible()
    window.picture("create-key-1")
    window.button("Next").click()
    window.field("Alias").fill(f"wizard-{theme}-{width}")
    for step, title in enumerate(
        (
            "Define key administrative permissions",
            "Define key usage permissions",
            "Set key policy (advanced)",
            "Review and create",
        ),
        3,
    ):
        window.button("Next").click()
        expect(window.heading(title)).to_be_visible()
        window.picture(f"create-key-{step}")
    window.assert_accessible()
