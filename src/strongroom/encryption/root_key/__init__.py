"""The root key: what protects all key material at rest. It never lies in the data directory.

Where it comes from is a provider's matter (``providers.py``): a file, a passphrase, a PKCS #11 token. The data
directory's record (``record.py``) names the provider and holds the sealing key, sealed under the root key.
"""

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.encryption.root_key.key import RootKey
from strongroom.encryption.root_key.opening import open_root_key
from strongroom.encryption.root_key.providers import RootKeyProvider

__all__ = ["RootKey", "RootKeyError", "RootKeyProvider", "open_root_key"]
