"""The console's files as a browser gets them."""

import gzip
from types import SimpleNamespace

import pytest

from strongroom.edge.console import console_pages

from .signing import Answers, exchange

SCRIPT = b"console.log('built')" * 20


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(b"<!doctype html>"))
    (tmp_path / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets" / "font-3c4d.woff2").write_bytes(b"wOF2")
    return console_pages(tmp_path, auth="iam", region="eu-west-1")


def ask(pages, path, *, method="GET", headers=None):
    made = exchange(method=method, target=path.decode(), headers=headers)
    answers = Answers()
    made._connection = answers
    pages[path](made)
    ((status, lines, body),) = answers.given
    pairs = (line.partition(": ") for line in lines.decode().split("\r\n") if line)
    return SimpleNamespace(status=status, headers={n.lower(): v for n, _, v in pairs}, body=body)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (b"/console/", "text/html; charset=utf-8"),
        (b"/console/index.html", "text/html; charset=utf-8"),
        (b"/console/assets/index-1a2b.js", "text/javascript; charset=utf-8"),
        (b"/console/assets/font-3c4d.woff2", "font/woff2"),
        (b"/console/settings.json", "application/json"),
    ],
)
def test_every_file_has_its_type_and_the_strict_policy(pages, path, kind):
    answer = ask(pages, path)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_compressed_files_are_handed_on_to_clients_that_take_them(pages):
    answer = ask(pages, b"/console/assets/index-1a2b.js", headers={"Accept-Encoding": "br, GZIP;q=0.5"})
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == SCRIPT


def test_brotli_is_preferred_where_it_lies_there_and_is_taken(tmp_path):
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(b"<!doctype html>"))
    (tmp_path / "index.html.br").write_bytes(b"brotli")
    pages = console_pages(tmp_path, auth="open", region="us-east-1")
    both = ask(pages, b"/console/", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert (both.headers["content-encoding"], both.body) == ("br", b"brotli")
    for accepted in ("gzip", "gzip, br;q=0", "*, br;q=0"):
        answer = ask(pages, b"/console/", headers={"Accept-Encoding": accepted})
        assert answer.headers["content-encoding"] == "gzip"
    assert ask(pages, b"/console/", headers={}).body == b"<!doctype html>"


@pytest.mark.parametrize("accepted", [{}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip;q=0"}])
def test_other_clients_get_them_plain(pages, accepted):
    answer = ask(pages, b"/console/assets/index-1a2b.js", headers=accepted)
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.body == SCRIPT


def test_only_files_with_a_hash_in_their_name_are_kept_for_ever(pages):
    assert "immutable" in ask(pages, b"/console/assets/index-1a2b.js").headers["cache-control"]
    assert "immutable" in ask(pages, b"/console/assets/font-3c4d.woff2").headers["cache-control"]
    assert ask(pages, b"/console/").headers["cache-control"] == "no-cache"
    assert ask(pages, b"/console/settings.json").headers["cache-control"] == "no-store"


def test_the_settings_tell_whether_to_sign_in(pages):
    assert ask(pages, b"/console/settings.json").body == b'{"auth":"iam","region":"eu-west-1"}'


def test_without_the_last_slash_one_is_sent_on(pages):
    answer = ask(pages, b"/console")
    assert (answer.status, answer.headers["location"]) == (308, "/console/")


@pytest.mark.parametrize("path", [b"/console/", b"/console/settings.json"])
def test_files_are_only_read(pages, path):
    answer = ask(pages, path, method="POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", [b"/console/../app.py", b"/console/assets/../index.html", b"/console/%2e%2e/app.py"]
)
def test_a_path_that_is_no_files_has_no_page(pages, path):
    assert path not in pages


def test_a_console_that_is_not_built_says_how_to_get_it(tmp_path):
    pages = console_pages(tmp_path / "console", auth="open", region="us-east-1")
    answer = ask(pages, b"/console/")
    assert answer.status == 404
    assert b"make console" in answer.body
    assert ask(pages, b"/console").status == 308
