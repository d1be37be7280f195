"""The page PartiQL editor: what a statement returns, and what the service says of one that it refuses."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from api.tables import create_music, song
from console.browsing import Window, in_both_looks
from server import Server

PATH = "/dynamodb/partiql"


def test_a_statement_shows_the_items_that_it_returns(window: Window, server: Server) -> None:
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    for title in ("Call Me Today", "Howdy"):
        dynamodb.put_item(TableName=name, Item=song(title))
    window.open("/dynamodb/tables")
    window.navigate("PartiQL editor")
    expect(window.button("Run")).to_be_disabled()
    window.field("Statement").fill(f'SELECT * FROM "{name}" WHERE "SongTitle" = \'Howdy\'')
    window.button("Run").click()
    expect(window.page.get_by_role("cell", name="Howdy")).to_be_visible()
    expect(window.page.get_by_role("cell", name="Call Me Today")).to_have_count(0)


def test_a_statement_that_returns_nothing_says_so(window: Window, server: Server) -> None:
    name = create_music(server.client("dynamodb"))
    window.open(PATH)
    window.field("Statement").fill(f"INSERT INTO \"{name}\" VALUE {{'Artist': 'Acme', 'SongTitle': 'New'}}")
    window.button("Run").click()
    expect(window.page.get_by_text("The statement was run. It returned no items.")).to_be_visible()
    assert server.client("dynamodb").scan(TableName=name)["Count"] == 1


def test_a_refused_statement_shows_the_services_error_and_stays_to_be_corrected(window: Window) -> None:
    window.open(PATH)
    window.field("Statement").fill("SELEKT nothing")
    window.button("Run").click()
    expect(window.page.get_by_text("The statement was not run")).to_be_visible()
    expect(window.page.get_by_text("ValidationException:")).to_be_visible()
    expect(window.page.get_by_text("Statement wasn't well formed, can't be processed")).to_be_visible()
    expect(window.field("Statement")).to_have_value("SELEKT nothing")


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    name = create_music(server.client("dynamodb"))
    server.client("dynamodb").put_item(TableName=name, Item=song("Howdy"))
    window = open_window(server, theme=theme, width=width).open(PATH)
    window.field("Statement").fill(f'SELECT * FROM "{name}"')
    window.button("Run").click()
    expect(window.page.get_by_role("cell", name="Howdy")).to_be_visible()
    window.assert_accessible()
    window.picture("partiql")
