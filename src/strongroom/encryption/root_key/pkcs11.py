"""The root key from a PKCS #11 token: HMAC-SHA-256 of a random salt, under a key that never leaves the token.

HMAC, because every token has it and no two do it differently. The salt is in the data directory's record.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.encryption.root_key.providers import Parameters
from strongroom.encryption.sealing import KEY_BYTES
from strongroom.pkcs11_uri import Pkcs11Uri
from strongroom.randomness import Randomness

_SALT_BYTES = 32
_PURPOSE = b"strongroom root key 1 "


class Pkcs11Provider:
    """Takes the root key from the token key that ``uri`` names; ``pin`` is the PIN of the token's user.

    Raises RootKeyError when the optional library is not installed, the token or the key is not there, or the
    PIN is wrong. It is tried once, because tokens lock themselves.
    """

    kind = "pkcs11"

    def __init__(self, uri: Pkcs11Uri, pin: str, randomness: Randomness) -> None:
        self._uri = uri
        self._pin = pin
        self._randomness = randomness

    def __str__(self) -> str:
        return str(self._uri)

    def make(self) -> tuple[bytes, Parameters]:
        """A root key under a new salt. A token key that is not there is made: it cannot be taken out."""
        salt = self._randomness.bytes(_SALT_BYTES)
        with self._session(writing=True) as session:
            return _hmac(self._key(session) or self._new_key(session), salt), {"salt": salt.hex()}

    def find(self, parameters: Parameters) -> bytes:
        with self._session(writing=False) as session:
            key = self._key(session)
            if key is None:
                raise RootKeyError(
                    f"root key {self}: there is no such key on the token, or its user may not see it. Name the "
                    "token and the key that the data is sealed under."
                )
            return _hmac(key, bytes.fromhex(str(parameters["salt"])))

    def mismatch(self) -> str:
        return (
            f"root key {self}: it is another key than the one that the data is sealed under. Name the token "
            "and the key that belong to this data directory."
        )

    @contextmanager
    def _session(self, *, writing: bool) -> Iterator[Any]:
        try:
            import pkcs11
        except ImportError:
            raise RootKeyError(
                f"root key {self}: PKCS #11 needs a library that is not installed. Run: "
                "pip install 'strongroom[pkcs11]'"
            ) from None
        try:
            with self._token(pkcs11).open(rw=writing, user_pin=self._pin) as session:
                yield session
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            raise RootKeyError(
                f"root key {self}: the token does not take the PIN. It was tried once; too many wrong ones "
                "lock a token."
            ) from None
        except pkcs11.PinLocked:
            raise RootKeyError(f"root key {self}: the token is locked, after too many wrong PINs.") from None
        except pkcs11.MultipleObjectsReturned:
            raise RootKeyError(f"root key {self}: several keys have this name. Add id=.") from None
        except pkcs11.PKCS11Error as error:
            said = str(error) or type(error).__name__
            raise RootKeyError(f"root key {self}: the token refuses: {said}") from error

    def _token(self, pkcs11: Any) -> Any:
        uri = self._uri
        library = pkcs11.lib(str(uri.module_path))
        serial = None if uri.serial is None else uri.serial.encode("utf-8")
        tokens = list(library.get_tokens(token_label=uri.token, token_serial=serial))
        if len(tokens) != 1:
            raise RootKeyError(
                f"root key {self}: {'several tokens' if tokens else 'no token'} of {uri.module_path} "
                f"{'fit' if tokens else 'fits'}. Name one by token= or serial=."
            )
        return tokens[0]

    def _key(self, session: Any) -> Any:
        import pkcs11

        try:
            return session.get_key(
                object_class=pkcs11.ObjectClass.SECRET_KEY, label=self._uri.object, id=self._uri.id
            )
        except pkcs11.NoSuchKey:
            return None

    def _new_key(self, session: Any) -> Any:
        import pkcs11

        return session.generate_key(
            pkcs11.KeyType.GENERIC_SECRET,
            8 * KEY_BYTES,
            label=self._uri.object,
            id=self._uri.id,
            store=True,
            capabilities=pkcs11.MechanismFlag.SIGN,
            template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
        )


def _hmac(key: Any, salt: bytes) -> bytes:
    from pkcs11 import Mechanism

    return bytes(key.sign(_PURPOSE + salt, mechanism=Mechanism.SHA256_HMAC))
