"""Lives of multi-Region keys: whatever happens to them in whatever order, related keys stay related,
ciphertexts are decrypted where the state of a key permits and nowhere else, the agenda has every date once."""

import contextlib
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kms.callers import DAY
from kms.test_key_states import import_material
from strongroom.calls import Principal
from strongroom.errors import ServiceError
from strongroom.services.kms import agenda, keys
from strongroom.services.kms.arns import Scope

REGIONS = ("us-east-1", "eu-west-1", "ap-south-1")
MATERIALS = [bytes([number] * 32) for number in range(3)]
NEW = {"ImportType": "NEW_KEY_MATERIAL", "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
PLAIN = (
    "CancelKeyDeletion",
    "DisableKey",
    "EnableKey",
    "DisableKeyRotation",
    "RotateKeyOnDemand",
    "DeleteImportedKeyMaterial",
)
FAR = 1e12
accounts = itertools.count(500_000_000_000)
regions = st.sampled_from(REGIONS)
steps = st.one_of(
    st.tuples(st.just("ReplicateKey"), regions, st.fixed_dictionaries({"ReplicaRegion": regions})),
    st.tuples(st.just("UpdatePrimaryRegion"), regions, st.fixed_dictionaries({"PrimaryRegion": regions})),
    st.tuples(st.just("ScheduleKeyDeletion"), regions, st.just({"PendingWindowInDays": 7})),
    st.tuples(st.just("EnableKeyRotation"), regions, st.just({"RotationPeriodInDays": 90})),
    st.tuples(st.sampled_from(PLAIN), regions, st.just({})),
    st.tuples(st.just("import"), regions, st.sampled_from(MATERIALS)),
    st.tuples(st.just("import new"), regions, st.sampled_from(MATERIALS)),
    st.tuples(st.just("import for a while"), regions, st.sampled_from(MATERIALS)),
    st.tuples(st.just("days pass"), st.sampled_from([1, 4, 8, 50, 100]), st.booleans()),
)


class Life:
    """The related keys of one key id, and the ciphertexts that they made."""

    def __init__(self, root, clock, origin):
        self.root = root.of(Principal.root(str(next(accounts))))
        self.clock = clock
        self.id = self.root.create_key(MultiRegion=True, Origin=origin)["KeyId"]
        self.blobs = []

    def live(self, what, where, how):
        """One step; what the service refuses changes nothing."""
        if what == "days pass":
            self.clock.advance(where * DAY)
            if how:
                self.root.wait(self.root.kms.sweep())
            return
        caller = self.root.at(where)
        with contextlib.suppress(ServiceError):
            if what == "import":
                import_material(caller, {"KeyId": self.id}, how)
            elif what == "import new":
                import_material(caller, {"KeyId": self.id}, how, **NEW)
            elif what == "import for a while":
                import_material(caller, {"KeyId": self.id}, how, ValidTo=self.clock.now() + 10 * DAY)
            else:
                caller(what, KeyId=self.id, **how)

    def related(self):
        """The keys that exist, by region."""
        found = {}
        for region in REGIONS:
            with contextlib.suppress(ServiceError):
                found[region] = self.root.at(region)("DescribeKey", KeyId=self.id)["KeyMetadata"]
        return found

    def check(self):
        self.root.wait(self.root.kms.sweep())
        related = self.related()
        assert len({str(key["MultiRegionConfiguration"]["PrimaryKey"]) for key in related.values()}) <= 1
        assert len({str(key["MultiRegionConfiguration"]["ReplicaKeys"]) for key in related.values()}) <= 1
        for region, key in related.items():
            configuration = key["MultiRegionConfiguration"]
            is_primary = configuration["PrimaryKey"]["Region"] == region
            assert configuration["MultiRegionKeyType"] == ("PRIMARY" if is_primary else "REPLICA")
            listed = {each["Region"] for each in configuration["ReplicaKeys"]}
            assert listed == set(related) - {configuration["PrimaryKey"]["Region"]}
        assert len({key.get("CurrentKeyMaterialId") for key in related.values()}) <= 1
        assert len({str(self.rotations(region)) for region in related}) <= 1
        self.check_ciphertexts(related)
        self.check_agenda()

    def rotations(self, region):
        listed = self.root.at(region)("ListKeyRotations", KeyId=self.id, IncludeKeyMaterial="ALL_KEY_MATERIAL")[
            "Rotations"
        ]
        return [(each["KeyMaterialId"], each.get("RotationDate"), each.get("RotationType")) for each in listed]

    def check_ciphertexts(self, related):
        for region, key in related.items():
            if key["KeyState"] == "Enabled":
                encrypted = self.root.at(region)("Encrypt", KeyId=self.id, Plaintext=region.encode())
                self.blobs.append((region.encode(), encrypted["CiphertextBlob"]))
        for region in REGIONS:
            enabled = related.get(region, {}).get("KeyState") == "Enabled"
            for plaintext, blob in self.blobs:
                if enabled:
                    assert self.root.at(region)("Decrypt", CiphertextBlob=blob)["Plaintext"] == plaintext
                else:
                    with pytest.raises(ServiceError):
                        self.root.at(region)("Decrypt", CiphertextBlob=blob)

    def check_agenda(self):
        def read(reader):
            scopes = [Scope(self.root.call.account, region) for region in REGIONS]
            found = [key for scope in scopes for key in keys.in_scope(reader, scope)]
            wanted = [(key.scope.region, key.key_id) for key in found if key.agenda_date is not None]
            listed = [(scope.region, key_id) for scope, key_id in agenda.due(reader, FAR) if key_id == self.id]
            return sorted(wanted), sorted(listed)

        wanted, listed = self.root.kms.catalog.read(read)
        assert listed == wanted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["AWS_KMS", "EXTERNAL"]), st.lists(steps, max_size=14))
def test_related_keys_stay_related(root, clock, origin, lived):
    life = Life(root, clock, origin)
    life.live("import", REGIONS[0], MATERIALS[0])
    life.live("ReplicateKey", REGIONS[0], {"ReplicaRegion": REGIONS[1]})
    life.check()
    for step in lived:
        life.live(*step)
        life.check()
