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
_PLAIN = b""
_GZIP = b"gzip"
_CODINGS = {".br": b"br", ".gz": _GZIP}  # the smaller first
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
    forms: dict[str, dict[bytes, Path]] = {}
    for path in directory.rglob("*"):
        if path.is_file():
            coding = _CODINGS.get(path.suffix, _PLAIN)
            name = path.relative_to(directory).as_posix().removesuffix(path.suffix if coding else "")
            forms.setdefault(name, {})[coding] = path
    if "index.html" not in forms:
        return {ROOT: _not_built, ROOT.rstrip(b"/"): _to_root}
    pages: dict[bytes, Page] = {ROOT + name.encode(): _file_page(name, files) for name, files in forms.items()}
    pages[ROOT] = pages[ROOT + b"index.html"]
    pages[ROOT.rstrip(b"/")] = _to_root
    pages[ROOT + b"settings.json"] = _settings_page(auth, region)
    return pages


def _file_page(name: str, forms: Mapping[bytes, Path]) -> Page:
    """A file's page: ``forms`` are its contents by their coding, handed on as they lie there to clients that
    take that coding. What lies in ``assets`` carries a hash of its content in its name, so it never changes."""
    kind = _TYPES.get(Path(name).suffix, b"application/octet-stream")
    caching = _FOR_EVER if name.startswith("assets/") else _ASK_AGAIN
    headers = b"Content-Type: " + kind + b"\r\n" + caching + _GUARDED
    if _PLAIN not in forms:
        headers += b"Vary: Accept-Encoding\r\n"

    def show(exchange: Exchange) -> None:
        if exchange.method not in (b"GET", b"HEAD"):
            _refuse_method(exchange)
        elif _PLAIN in forms:
            exchange.respond(200, headers, forms[_PLAIN].read_bytes())
        elif coding := _preferred(forms, exchange.headers.get(b"accept-encoding", b"")):
            exchange.respond(
                200, headers + b"Content-Encoding: " + coding + b"\r\n", forms[coding].read_bytes()
            )
        else:
            exchange.respond(200, headers, gzip.decompress(forms[_GZIP].read_bytes()))

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


def _preferred(forms: Mapping[bytes, Path], accepted: bytes) -> bytes | None:
    """The smallest form that an Accept-Encoding header admits (RFC 9110, section 12.5.3), or None."""
    weights = {}
    for offer in accepted.lower().split(b","):
        coding, _, weight = offer.replace(b" ", b"").partition(b";")
        weights[coding] = weight not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    for coding in _CODINGS.values():
        if coding in forms and weights.get(coding, weights.get(b"*", False)):
            return coding
    return None


def _to_root(exchange: Exchange) -> None:
    exchange.respond(308, b"Location: " + ROOT + b"\r\n", b"")


def _not_built(exchange: Exchange) -> None:
    exchange.respond(404, _TEXT + _NEVER_KEPT, _NOT_BUILT)


def _refuse_method(exchange: Exchange) -> None:
    exchange.respond(405, b"Allow: GET, HEAD\r\n" + _TEXT, b"use GET\n")
