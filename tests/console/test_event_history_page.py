"""The page Event history: the audit log, searched and read, and why a call was denied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import expect

from api.principals import allow, new_user
from console.browsing import Window, in_both_looks
from console.test_keys_page import new_key
from console.test_sign_in_page import sign_in
from server import Server


def search(window: Window, attribute: str, value: str) -> None:
    window.button("Lookup attribute", exact=False).click()
    window.page.get_by_role("option", name=attribute, exact=True).click()
    window.page.get_by_role("searchbox", name="Value").fill(value)
    window.button("Search").click()


def test_events_are_searched_by_attribute_and_shown_as_json(window: Window, server: Server) -> None:
    key_id = new_key(server, "events-searched")
    server.client("kms").disable_key(KeyId=key_id)
    window.open("/cloudtrail/events")
    expect(window.heading("Event history")).to_be_visible()
    search(window, "Resource name", key_id)
    rows = window.page.get_by_role("row").filter(has_text=key_id)
    expect(rows).to_have_count(3)
    for name in ("CreateKey", "CreateAlias", "DisableKey"):
        expect(rows.filter(has_text=name)).to_have_count(1)
    rows.filter(has_text="DisableKey").get_by_role("button").click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text('"eventName": "DisableKey"')
    expect(dialog).to_contain_text(f'"keyId": "{key_id}"')


def test_events_are_searched_by_time(window: Window, server: Server) -> None:
    key_id = new_key(server, "events-time")
    window.open("/cloudtrail/events")
    window.button("Time range", exact=False).click()
    window.page.get_by_role("radio", name="Last 30 minutes").check()
    window.button("Apply").click()
    search(window, "Resource name", key_id)
    expect(window.page.get_by_role("row").filter(has_text="CreateKey")).to_have_count(1)
    search(window, "Event name", "NoSuchEvent")
    expect(window.page.get_by_text("No event is like that.")).to_be_visible()


def test_a_denied_event_says_why(window: Window, server: Server) -> None:
    key_id = new_key(server, "events-denied")
    user = new_user(server, allow("kms:DescribeKey"))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        user.client("kms").disable_key(KeyId=key_id)
    window.open("/cloudtrail/events")
    search(window, "User name", user.name)
    row = window.page.get_by_role("row").filter(has_text="DisableKey").filter(has_text=user.name)
    expect(row).to_contain_text("AccessDenied")
    row.get_by_role("button").click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Why?").click()
    expect(dialog.get_by_text("Denied: kms:DisableKey")).to_be_visible()
    expect(dialog.get_by_role("listitem").filter(has_text=user.arn)).to_contain_text("does not apply (action)")


def test_a_refused_call_says_why_in_place(window: Window, server: Server) -> None:
    user = new_user(server, allow("iam:SimulatePrincipalPolicy"), allow("dynamodb:DescribeTable"))
    window.open("/sign-in")
    sign_in(window, *user.key)
    expect(window.page.get_by_text("is not authorized to perform: dynamodb:ListTables")).to_be_visible()
    window.button("Why?").click()
    expect(window.page.get_by_text("Denied: dynamodb:ListTables")).to_be_visible()
    statements = window.page.get_by_role("listitem").filter(has_text="identity-based policy")
    expect(statements).to_have_count(2)
    expect(statements.first).to_contain_text("does not apply (action)")


def test_who_may_not_know_why_is_told_so(window: Window, server: Server) -> None:
    user = new_user(server)
    window.open("/sign-in")
    sign_in(window, *user.key)
    window.button("Why?").click()
    expect(window.page.get_by_text("There is no explanation:")).to_contain_text("iam:SimulatePrincipalPolicy")


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    key_id = new_key(server, f"events-{theme}-{width}")
    window = open_window(server, theme=theme, width=width).open("/cloudtrail/events")
    search(window, "Resource name", key_id)
    row = window.page.get_by_role("row").filter(has_text="CreateKey")
    expect(row).to_have_count(1)
    window.assert_accessible()
    window.picture("event-history")
    row.get_by_role("button").click()
    expect(window.page.get_by_role("dialog")).to_contain_text('"eventName": "CreateKey"')
    window.assert_accessible()
