"""Another root key for the data of a stopped server: all that is under the old one goes under the new one.

Under keys derived from it lie the catalog, in which all else that is secret lies under the sealing key, and the
head of the audit log; the sealing key itself is wrapped by it. Tables lie under their KMS keys and stay as they
are, so a rotation takes as long as the catalog is large.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from strongroom.encryption.root_key import RootKey, RootKeyError, RootKeyProvider, open_root_key
from strongroom.encryption.root_key.rotation import Rotation, finish_rotations
from strongroom.offline import OfflineError
from strongroom.opened_data import AUDIT, CATALOG
from strongroom.randomness import Randomness, SystemRandomness
from strongroom.services.cloudtrail.head import HEAD_FILE, HeadBroken, HeadFile
from strongroom.settings import Settings
from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.engine import SqliteEngine


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries of the catalog have been written under the new root key, and how many there are."""

    done: int
    total: int


async def rotate_root_key(
    settings: Settings,
    old_provider: RootKeyProvider,
    new_provider: RootKeyProvider,
    show: Callable[[Progress], None],
) -> bool:
    """Put the data directory under the root key of ``new_provider``; False when it is under that key already.

    Whenever it is interrupted, the data is under the old root key or under the new one, whole. Raises
    OfflineError.
    """
    data_dir, randomness = settings.data_dir, SystemRandomness()
    if not data_dir.exists():
        raise OfflineError(f"there is no data directory {data_dir}")
    try:
        engine = SqliteEngine(data_dir)
        try:
            finish_rotations(data_dir)
            old = _old_root_key(settings, old_provider, new_provider, randomness)
            if old is None:
                return False
            await _rotate(settings, engine, old, new_provider, randomness, show)
            return True
        finally:
            try:
                finish_rotations(data_dir)  # removes what an error has left
            finally:
                await engine.close()
    except (RootKeyError, StorageError) as error:
        raise OfflineError(str(error)) from error
    except OSError as error:
        raise OfflineError(f"{error.filename or data_dir}: {error.strerror}") from error


def _old_root_key(
    settings: Settings, old: RootKeyProvider, new: RootKeyProvider, randomness: Randomness
) -> RootKey | None:
    """The present root key; None when it is the new one already, after an earlier rotation."""
    try:
        return open_root_key(old, settings.data_dir, randomness)
    except RootKeyError:
        try:
            open_root_key(new, settings.data_dir, randomness)
        except RootKeyError:
            pass
        else:
            return None
        raise


async def _rotate(
    settings: Settings,
    engine: SqliteEngine,
    old: RootKey,
    provider: RootKeyProvider,
    randomness: Randomness,
    show: Callable[[Progress], None],
) -> None:
    await engine.open(CATALOG, old.derive(CATALOG)).close()  # what a crash left of it is in its file now
    secret, parameters = provider.make()
    new = old.successor(secret)
    if new.derive(CATALOG) == old.derive(CATALOG):
        raise OfflineError(f"root key {provider}: it is the root key that the data is under already")
    rotation = Rotation(settings.data_dir, randomness)
    catalog = rotation.place(engine.path(CATALOG))
    for done, total in engine.rewrite(CATALOG, old.derive(CATALOG), catalog, new.derive(CATALOG)):
        show(Progress(done, total))
    _reseal_audit_head(settings, rotation, old, new)
    rotation.put_in_force(new, provider.kind, parameters)
    finish_rotations(settings.data_dir)
    await engine.open(CATALOG, new.derive(CATALOG)).close()


def _reseal_audit_head(settings: Settings, rotation: Rotation, old: RootKey, new: RootKey) -> None:
    """A head that does not open stays as it is: ``strongroom audit verify`` goes on to tell of it."""
    directory = settings.data_dir / AUDIT
    try:
        head = HeadFile(directory, old.seal_for(AUDIT)).read()
    except HeadBroken:
        return
    if head is not None:
        HeadFile(rotation.place(directory / HEAD_FILE).parent, new.seal_for(AUDIT)).write(head)
