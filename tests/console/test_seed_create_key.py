"""The first how-to's console steps that make a customer managed key, sentence by sentence."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from api.principals import new_role, new_user
from console.browsing import Window
from server import Server


def test_step_1_create_a_customer_managed_key(open_window: Callable[..., Window], server: Server) -> None:
    administrator = new_user(server, name="seed-admin").arn
    user = new_role(server, administrator, name="seed-app")
    window = open_window(server)
    page = window.page

    # Open the AWS KMS Console.
    window.open("/kms")
    expect(window.heading("Customer managed keys")).to_be_visible()

    # Choose "Create key".
    window.link("Create key").first.click()

    # Select Symmetric (default and recommended for DynamoDB).
    expect(page.get_by_role("radio", name="Symmetric", exact=True)).to_be_checked()
    page.get_by_role("radio", name="Symmetric", exact=True).check()
    expect(page.get_by_role("radio", name="Encrypt and decrypt")).to_be_checked()
    window.button("Next").click()
    window.field("Alias").fill("seed-key")
    window.button("Next").click()

    # Add Key administrators: IAM users or roles that can manage the key.
    expect(page.get_by_role("heading", name="Key administrators")).to_be_visible()
    page.get_by_role("checkbox", name="User seed-admin").check()
    window.button("Next").click()

    # Add Key users: IAM users, roles, or services (like DynamoDB) that are allowed to use the key.
    expect(page.get_by_role("heading", name="Key users")).to_be_visible()
    page.get_by_role("checkbox", name="Role seed-app").check()
    page.get_by_role("checkbox", name="Amazon DynamoDB").check()
    window.button("Next").click()

    # Set key policies as needed (advanced).
    expect(window.heading("Set key policy (advanced)")).to_be_visible()
    policy = json.loads(window.field("Policy document (JSON)").input_value())
    principals = [statement["Principal"].get("AWS") for statement in policy["Statement"]]
    assert [administrator] in principals
    assert [user] in principals
    window.button("Next").click()

    # Review and create.
    expect(window.heading("Review and create")).to_be_visible()
    expect(page.locator("main")).to_contain_text('"Sid": "Allow access for Key Administrators"')
    window.button("Finish").click()

    # Make note of the ARN of the CMK.
    expect(page.get_by_text("The KMS key was created")).to_be_visible()
    expect(window.heading("seed-key")).to_be_visible()
    kms = server.client("kms")
    made = kms.describe_key(KeyId="alias/seed-key")["KeyMetadata"]
    expect(page.get_by_text(made["Arn"]).first).to_be_visible()
    assert made["KeySpec"] == "SYMMETRIC_DEFAULT"
    assert json.loads(kms.get_key_policy(KeyId=made["KeyId"], PolicyName="default")["Policy"]) == policy
