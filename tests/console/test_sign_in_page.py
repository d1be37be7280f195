"""Signing in with an access key, where the server asks for one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.tables import create_music
from console.browsing import Window, in_both_looks
from server import Server


@pytest.fixture(scope="module")
def guarded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in iam mode, on which the tests' own client signs with the root user's access key."""
    server = Server(tmp_path_factory.mktemp("guarded"), transition_seconds=0, auth="iam").start()
    server.access_key = root_access_key(server.root_credentials)
    yield server
    server.stop()


def root_access_key(file: Path) -> tuple[str, str]:
    lines = dict(line.split(" = ", 1) for line in file.read_text().splitlines() if " = " in line)
    return lines["aws_access_key_id"], lines["aws_secret_access_key"]


def sign_in(window: Window, key: str, secret: str) -> None:
    window.field("Access key ID").fill(key)
    window.field("Secret access key").fill(secret)
    window.button("Sign in").click()


def test_nothing_is_shown_before_and_everything_after(
    open_window: Callable[..., Window], guarded_server: Server
) -> None:
    create_music(guarded_server.client("dynamodb"), "console-guarded")
    window = open_window(guarded_server).open()
    expect(window.heading("Sign in")).to_be_visible()
    expect(window.page.get_by_text("console-guarded")).to_have_count(0)
    sign_in(window, *guarded_server.access_key)
    expect(window.link("console-guarded")).to_be_visible()
    expect(window.button("root")).to_be_visible()


def test_a_wrong_secret_is_refused_with_the_services_words(
    open_window: Callable[..., Window], guarded_server: Server
) -> None:
    window = open_window(guarded_server).open()
    sign_in(window, guarded_server.access_key[0], "wrong")
    expect(window.page.get_by_text("The request signature we calculated does not match")).to_be_visible()
    expect(window.heading("Sign in")).to_be_visible()


def test_the_access_key_is_kept_for_this_tab_only(
    open_window: Callable[..., Window], guarded_server: Server
) -> None:
    window = open_window(guarded_server).open()
    sign_in(window, *guarded_server.access_key)
    expect(window.heading("Tables")).to_be_visible()
    window.page.reload()
    expect(window.heading("Tables")).to_be_visible()
    kept = window.page.evaluate("JSON.stringify([localStorage, document.cookie])")
    assert guarded_server.access_key[1] not in kept
    other = window.context.new_page()
    other.goto(f"{guarded_server.endpoint}/console/")
    expect(other.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_signing_out_ends_it(open_window: Callable[..., Window], guarded_server: Server) -> None:
    window = open_window(guarded_server).open()
    sign_in(window, *guarded_server.access_key)
    window.button("root").click()
    window.page.get_by_role("menuitem", name="Sign out").click()
    expect(window.heading("Sign in")).to_be_visible()
    assert json.loads(window.page.evaluate("JSON.stringify(sessionStorage)")) == {}


def test_a_user_without_permissions_is_told_what_is_missing(
    open_window: Callable[..., Window], guarded_server: Server
) -> None:
    iam = guarded_server.client("iam")
    iam.create_user(UserName="visitor")
    key = iam.create_access_key(UserName="visitor")["AccessKey"]
    window = open_window(guarded_server).open()
    sign_in(window, key["AccessKeyId"], key["SecretAccessKey"])
    expect(window.page.get_by_text("is not authorized to perform: dynamodb:ListTables")).to_be_visible()
    expect(window.page.get_by_text("Have an IAM policy allow your principal the action")).to_be_visible()


def test_in_open_mode_nobody_has_to_but_everybody_may(
    open_window: Callable[..., Window], server: Server
) -> None:
    iam = server.client("iam")
    iam.create_user(UserName="console-guest")
    key = iam.create_access_key(UserName="console-guest")["AccessKey"]
    window = open_window(server).open()
    window.button("Account root user").click()
    sign_in(window, key["AccessKeyId"], key["SecretAccessKey"])
    expect(window.button("user/console-guest")).to_be_visible()


@in_both_looks
def test_it_is_accessible(
    open_window: Callable[..., Window], guarded_server: Server, theme: str, width: int
) -> None:
    window = open_window(guarded_server, theme=theme, width=width).open()
    expect(window.heading("Sign in")).to_be_visible()
    window.assert_accessible()
    window.picture("sign-in")
