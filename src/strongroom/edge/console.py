"""The web console: its built files, and what its page must know before its first call.

Each file is a page of its own, found when the server starts. A path that names no file therefore has no page,
and there is nothing that could lead out of the directory.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import orjson

from strongroom.edge.http import Exchange
from strongroom.edge.pages import Page

ROOT = b"/console/"
_TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".json": b"application/json",
    ".woff2": b"font/woff2",
}
_FOR_EVER = b"Cache-Control: public, max-age=31536000, immutable\r\n"
_ASK_AGAIN = b"Cache-Control: no-cache\r\n"
_NEVER_KEPT = b"Cache-Control: no-store\r\n"
# Files of this server only, inline nothing: neither scripts nor style sheets nor style attributes in markup.
_GUARDED = (
    b"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Referrer-Policy: no-referrer\r\n"
    b"Cross-Origin-Opener-Policy: same-origin\r\n"
    b"Cross-Origin-Resource-Policy: same-origin\r\n"
)
_TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
_NOT_BUILT = (
    b"The web console is not built. In the work tree, run\n\n"
    b"    make console\n\n"
    b"(docs/console.md says what it needs), then start the server again.\n"
)


def console_pages(directory: Path, *, auth: Literal["open", "iam"], region: str) -> Mapping[bytes, Page]:
    """The console's pages by their paths: the files below ``directory``, or, when there are none, one that says
    how to get them. ``auth`` and ``region`` are the server's settings of those names."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    if not any(path.name.startswith("index.html") for path in files):
        return {ROOT: _not_built, ROOT.rstrip(b"/"): _to_root}
    pages: dict[bytes, Page] = {
        ROOT + path.relative_to(directory).as_posix().removesuffix(".gz").encode(): _file_page(path)
        for path in files
    }
    pages[ROOT] = pages[ROOT + b"index.html"]
    pages[ROOT.rstrip(b"/")] = _to_root
    pages[ROOT + b"settings.json"] = _settings_page(auth, region)
    return pages


def _file_page(path: Path) -> Page:
    """A file's page. Files that end in ``.gz`` are handed on as they are to clients that take gzip. Those in
    ``assets`` carry a hash of their content in their names, so they never change."""
    is_compressed = path.suffix == ".gz"
    kind = _TYPES.get(Path(path.name.removesuffix(".gz")).suffix, b"application/octet-stream")
    caching = _FOR_EVER if path.parent.name == "assets" else _ASK_AGAIN
    headers = b"Content-Type: " + kind + b"\r\n" + caching + _GUARDED
    if is_compressed:
        headers += b"Vary: Accept-Encoding\r\n"

    def show(exchange: Exchange) -> None:
        if exchange.method not in (b"GET", b"HEAD"):
            _refuse_method(exchange)
            return
        content = path.read_bytes()
        if not is_compressed:
            exchange.respond(200, headers, content)
        elif _takes_gzip(exchange.headers.get(b"accept-encoding", b"")):
            exchange.respond(200, headers + b"Content-Encoding: gzip\r\n", content)
        else:
            exchange.respond(200, headers, gzip.decompress(content))

    return show


def _settings_page(auth: str, region: str) -> Page:
    headers = b"Content-Type: application/json\r\n" + _NEVER_KEPT + _GUARDED
    settings = orjson.dumps({"auth": auth, "region": region})

    def show(exchange: Exchange) -> None:
        if exchange.method in (b"GET", b"HEAD"):
            exchange.respond(200, headers, settings)
        else:
            _refuse_method(exchange)

    return show


def _takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header admits gzip (RFC 9110, section 12.5.3)."""
    for offer in accepted.lower().split(b","):
        coding, _, weight = offer.partition(b";")
        if coding.strip() in (b"gzip", b"*"):
            return weight.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False


def _to_root(exchange: Exchange) -> None:
    exchange.respond(308, b"Location: " + ROOT + b"\r\n", b"")


def _not_built(exchange: Exchange) -> None:
    exchange.respond(404, _TEXT + _NEVER_KEPT, _NOT_BUILT)


def _refuse_method(exchange: Exchange) -> None:
    exchange.respond(405, b"Allow: GET, HEAD\r\n" + _TEXT, b"use GET\n")
