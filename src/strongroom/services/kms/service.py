"""The KMS service: what its operations are handed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.key_material import KeyMaterial, encrypt, open_material, seal_material
from strongroom.encryption.root_key import RootKey
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.iam.permissions import Directory
from strongroom.services.kms import keys, operations, replicas, upkeep
from strongroom.services.kms.authorization import Asked
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_policies import KeyPolicies
from strongroom.services.kms.key_specs import Family
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.last_usage import LastUsages, NotedOperations
from strongroom.services.kms.materials import Material
from strongroom.services.kms.request_quotas import LimitedOperations, RequestQuotas
from strongroom.services.kms.upkeep import KeyEvent
from strongroom.services.operations import (
    Answer,
    CallableOperations,
    Observed,
    Operations,
    RequestParser,
    unobserved,
)
from strongroom.storage.engine import Store, Transaction

_SWEEP_INTERVAL = 60.0


class Kms:
    """One KMS for all accounts and regions. All its state lies in ``catalog``; nothing is kept in memory but
    the last minute's uses of keys.

    ``directory`` tells what principals may do: IAM's, which hears of changes. The catalog is IAM's too.
    ``report`` hears what KMS does to keys by itself. Without ``quotas`` requests are not limited.
    """

    def __init__(
        self,
        catalog: Store,
        root_key: RootKey,
        clock: Clock,
        randomness: Randomness,
        parsers: Mapping[str, RequestParser],
        observed: Observed = unobserved,
        directory: Directory | None = None,
        report: Callable[[KeyEvent], None] = lambda _: None,
        quotas: RequestQuotas | None = None,
    ) -> None:
        self.catalog = catalog
        self.root_key = root_key
        self.clock = clock
        self.randomness = randomness
        self.policies = KeyPolicies()
        self.directory = directory or Directory(catalog)
        self.report = report
        self.usages = LastUsages(catalog)
        called: CallableOperations = NotedOperations(Operations(self, operations, parsers), self.usages, clock)
        if quotas is not None:
            called = LimitedOperations(called, quotas, self._family_of)
        self.operations = observed(called)

    async def start(self) -> None:
        """Do what became due on keys while the server was down."""
        await self.sweep()

    async def run(self) -> None:
        """Do what becomes due on keys, until cancelled."""
        try:
            while True:
                await self.clock.sleep(_SWEEP_INTERVAL)
                await self.usages.store()
                await self.sweep()
        finally:
            await self.usages.store()

    async def sweep(self) -> list[KeyEvent]:
        """Do what is due on keys: end them, rotate their material. What was done is reported."""
        now = self.clock.now()
        if not self.catalog.read(lambda reader: upkeep.waiting(reader, now)):
            return []
        events = await self.catalog.write(lambda transaction: upkeep.perform(transaction, self, now))
        for event in events:
            self.report(event)
        if any(event.destroys_material for event in events):
            self.catalog.purge()
        return events

    def gate(self, call: Call) -> Gate:
        """The gate as the call meets it now. The service keeps dates to the millisecond."""
        now = round(self.clock.now(), 3)
        return Gate(call, now, self.policies, self.root_key, self.directory.of(call.principal))

    def _family_of(self, call: Call, key_id: str) -> Family | None:
        """The family of the key that a request names, for whatever use; None when there is no such key."""
        gate = self.gate(call)
        try:
            return self.catalog.read(lambda reader: gate.find(reader, call.operation, key_id)).spec.family
        except ServiceError:
            return None

    def change(
        self,
        call: Call,
        operation: str,
        key_id: str,
        changed: Callable[[KmsKey], KmsKey],
        asked: Asked | None = None,
    ) -> Awaitable[Answer]:
        """Let the call through the gate and store what ``changed`` makes of the key: an empty answer."""
        gate = self.gate(call)

        def store(transaction: Transaction) -> Answer:
            self.put(transaction, changed(gate.admit(transaction, operation, key_id, asked)))
            return {}

        return self.catalog.write(store)

    def put(self, transaction: Transaction, key: KmsKey) -> None:
        """Store a changed key, and its replicas with what they share."""
        keys.put(transaction, key)
        if not key.is_replica:
            replicas.synchronize(transaction, self, key)

    def sealed(self, key_arn: str, secret: bytes, material_id: str | None = None) -> Material:
        """Material of a key as it lies at rest; new material gets an id."""
        material = KeyMaterial(material_id or self.randomness.bytes(32).hex(), secret)
        return Material(material.id, seal_material(self.root_key, key_arn, material))

    def current_material(self, key: KmsKey) -> KeyMaterial:
        """The material of the key that is in use."""
        if key.current is None:
            raise ValueError(f"{key.arn} has no material")
        return self._opened(key, key.current)

    def material(self, key: KmsKey, material_id: str) -> KeyMaterial | None:
        """The key's material with that id, None when it has none or the imported material is not there."""
        material = key.material(material_id)
        return None if material is None or material.sealed is None else self._opened(key, material)

    def encrypt(
        self, key: KmsKey, material: KeyMaterial, plaintext: bytes, context: Mapping[str, str]
    ) -> bytes:
        """A ciphertext blob of the plaintext under a symmetric key."""
        return encrypt(material, key.scope.account, key.key_id, plaintext, context, self.randomness)

    def _opened(self, key: KmsKey, material: Material) -> KeyMaterial:
        if material.sealed is None:
            raise ValueError(f"the material {material.id} of {key.arn} is not there")
        return open_material(self.root_key, key.arn, material.id, material.sealed)
