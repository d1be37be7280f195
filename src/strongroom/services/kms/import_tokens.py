"""Import tokens: which key, wrapping key and algorithm belong together, and until when.

A token holds the private wrapping key, sealed under the root key, so nothing is kept in the catalog of imports
that may never come.
Source: KMS API reference, GetParametersForImport.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import orjson

from strongroom.encryption.root_key import RootKey
from strongroom.encryption.sealing import SealBroken
from strongroom.services.kms import errors
from strongroom.services.kms.arns import Scope

LIFETIME = 86_400.0
_TOKEN = b"import-token"


@dataclass(frozen=True, slots=True, repr=False)
class ImportToken:
    """What a token says. ``valid_to`` is in epoch seconds, ``private_key`` a PKCS #8 document."""

    scope: Scope
    key_id: str
    algorithm: str
    valid_to: float
    private_key: bytes

    def sealed(self, root_key: RootKey) -> bytes:
        """The token as its holder gets it."""
        wrapping_key = base64.b64encode(self.private_key).decode()
        said = [self.scope.account, self.scope.region, self.key_id, self.algorithm, self.valid_to, wrapping_key]
        return root_key.seal(orjson.dumps(said), _TOKEN)


def read(token: bytes, root_key: RootKey) -> ImportToken:
    """What a token says, whether or not its time is over. Raises InvalidImportTokenException."""
    try:
        said = orjson.loads(root_key.open(token, _TOKEN))
    except SealBroken:
        raise errors.invalid_import_token() from None
    account, region, key_id, algorithm, valid_to, wrapping_key = said
    return ImportToken(Scope(account, region), key_id, algorithm, valid_to, base64.b64decode(wrapping_key))
