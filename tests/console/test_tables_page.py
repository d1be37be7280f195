"""The page Tables: what is there, found, refreshed and looked at."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Request, expect

from api.tables import MUSIC, create_music
from console.browsing import Window, in_both_looks
from server import Server


def test_tables_are_listed_with_status_keys_encryption_and_size(window: Window, server: Server) -> None:
    create_music(server.client("dynamodb"), "console-listed")
    window.open()
    expect(window.heading("Tables")).to_be_visible()
    row = window.page.get_by_role("row").filter(has_text="console-listed")
    for text in ("Active", "Artist (String)", "SongTitle (String)", "Owned by Amazon DynamoDB", "0 bytes"):
        expect(row).to_contain_text(text)


def test_tables_are_found_by_a_part_of_their_name(window: Window, server: Server) -> None:
    client = server.client("dynamodb")
    create_music(client, "console-found-one")
    create_music(client, "console-found-two")
    window.open()
    window.field("Find tables").fill("found-tw")
    expect(window.link("console-found-two")).to_be_visible()
    expect(window.link("console-found-one")).to_have_count(0)
    window.field("Find tables").fill("no table is called that")
    expect(window.page.get_by_text("No table has a name like that.")).to_be_visible()


def test_refresh_shows_what_came_since(window: Window, server: Server) -> None:
    window.open()
    expect(window.link("console-later")).to_have_count(0)
    create_music(server.client("dynamodb"), "console-later")
    window.button("Refresh tables").click()
    expect(window.link("console-later")).to_be_visible()


def test_another_region_has_other_tables(window: Window, server: Server) -> None:
    create_music(server.client("dynamodb"), "console-here")
    window.open()
    expect(window.link("console-here")).to_be_visible()
    window.button("Region: us-east-1").click()
    window.page.get_by_role("menuitem", name="sa-east-1").click()
    expect(window.page.get_by_text("There is no table in this region yet.")).to_be_visible()


def test_only_the_tables_of_the_page_shown_are_described(window: Window, server: Server) -> None:
    client = server.client("dynamodb", region="eu-west-3")
    names = [f"many-{number:02}" for number in range(27)]
    for name in names:
        client.create_table(TableName=name, **MUSIC)
    described: set[str] = set()

    def hear(request: Request) -> None:
        if request.headers.get("x-amz-target", "").endswith(".DescribeTable"):
            described.add(request.post_data_json["TableName"])

    window.page.on("request", hear)
    window.open().choose_region("eu-west-3")
    expect(window.page.get_by_role("row").filter(has_text=names[24])).to_contain_text("Active")
    assert described.intersection(names) == set(names[:25])
    window.button("Next page").click()
    for name in names[25:]:
        expect(window.page.get_by_role("row").filter(has_text=name)).to_contain_text("Active")


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    create_music(server.client("dynamodb"), f"console-{theme}-{width}")
    window = open_window(server, theme=theme, width=width).open()
    expect(window.link(f"console-{theme}-{width}")).to_be_visible()
    window.assert_accessible()
    window.picture("tables")
