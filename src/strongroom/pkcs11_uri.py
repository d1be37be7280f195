"""PKCS #11 URIs (RFC 7512): which library, which token, which key on it, and where the PIN is.

``pkcs11:token=vault;object=strongroom?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/pin``
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

SCHEME = "pkcs11:"
_PATH_NAMES = ("token", "serial", "object", "id", "type")
_QUERY_NAMES = ("module-path", "pin-source", "pin-value")


@dataclass(frozen=True, slots=True)
class Pkcs11Uri:
    """What a URI names. ``str()`` leaves out the query, where the PIN may be.

    ``object`` and ``id`` name the key, ``token`` and ``serial`` the token; the PIN is in ``pin_source``, a
    file, or is ``pin_value``, or is asked for.
    """

    path: str
    module_path: Path
    token: str | None
    serial: str | None
    object: str | None
    id: bytes | None
    pin_source: Path | None
    pin_value: str | None

    def __str__(self) -> str:
        return SCHEME + self.path

    def __repr__(self) -> str:
        return f"Pkcs11Uri({str(self)!r})"


def read_pkcs11_uri(uri: str) -> Pkcs11Uri:
    """The parts of a URI. Raises ValueError; its text has nothing of the query's values."""
    if not uri.startswith(SCHEME):
        raise ValueError(f"must begin with {SCHEME}")
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    names = dict(_attributes(path, ";", _PATH_NAMES))
    asked = dict(_attributes(query, "&", _QUERY_NAMES))
    if "module-path" not in asked:
        raise ValueError("must have ?module-path=, the token's PKCS #11 library")
    if "object" not in names and "id" not in names:
        raise ValueError("must name the key by object= or id=")
    if names.get("type", "secret-key") != "secret-key":
        raise ValueError("must name a secret key: type=secret-key")
    if "pin-source" in asked and "pin-value" in asked:
        raise ValueError("must have pin-source= or pin-value=, not both")
    return Pkcs11Uri(
        path=path,
        module_path=Path(_text(asked["module-path"])),
        token=_maybe_text(names.get("token")),
        serial=_maybe_text(names.get("serial")),
        object=_maybe_text(names.get("object")),
        id=unquote_to_bytes(names["id"]) if "id" in names else None,
        pin_source=_pin_file(asked["pin-source"]) if "pin-source" in asked else None,
        pin_value=_maybe_text(asked.get("pin-value")),
    )


def _attributes(text: str, separator: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    found = set()
    for attribute in text.split(separator) if text else ():
        name, equals, value = attribute.partition("=")
        if not equals or not value or name not in known:
            raise ValueError(f"takes {separator.join(f'{each}=' for each in known)} and has another part")
        if name in found:
            raise ValueError(f"has {name}= more than once")
        found.add(name)
        yield name, value


def _text(value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("has a part that is not UTF-8") from None


def _maybe_text(value: str | None) -> str | None:
    return None if value is None else _text(value)


def _pin_file(value: str) -> Path:
    source = _text(value)
    path = source.removeprefix("file://").removeprefix("file:")
    if not path.startswith("/"):
        raise ValueError("must have a file in pin-source: file:/path")
    return Path(path)
