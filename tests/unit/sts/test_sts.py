"""Who calls, and credentials that end by themselves."""

from __future__ import annotations

import pytest

from strongroom.services.iam.policy import Reason
from unit.iam.world import ACCOUNT, OTHER, Caller, World, allowing, trusting

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/Alice"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Reader"
HOUR = 3600


@pytest.fixture
def alice(world: World) -> Caller:
    return world.user("Alice")


@pytest.fixture
def reader(root: Caller, alice: Caller) -> str:
    """A role that trusts Alice and may use KMS: its id."""
    made = root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(ALICE))["Role"]
    root("PutRolePolicy", RoleName="Reader", PolicyName="p", PolicyDocument=allowing("kms:*"))
    role_id: str = made["RoleId"]
    return role_id


def _assume(caller: Caller, **request: object) -> Caller:
    """The caller in a new session of the role."""
    given = {"RoleArn": ROLE, "RoleSessionName": "nightly", **request}
    credentials = caller.sts("AssumeRole", **given)["Credentials"]
    return caller.world.signing(credentials["AccessKeyId"])


def _may(caller: Caller, action: str = "kms:Decrypt", resource: str = KEY) -> bool:
    permissions = caller.world.iam.directory.of(caller.call.principal)
    return permissions.decide(caller.call, caller.world.clock.now(), action, resource).allowed


class TestGetCallerIdentity:
    def test_of_the_root_user(self, root: Caller) -> None:
        assert root.sts("GetCallerIdentity") == {
            "UserId": ACCOUNT,
            "Account": ACCOUNT,
            "Arn": f"arn:aws:iam::{ACCOUNT}:root",
        }

    def test_of_a_user(self, root: Caller, alice: Caller) -> None:
        user_id = root("GetUser", UserName="Alice")["User"]["UserId"]
        assert alice.sts("GetCallerIdentity") == {"UserId": user_id, "Account": ACCOUNT, "Arn": ALICE}

    def test_of_a_session(self, alice: Caller, reader: str) -> None:
        assert _assume(alice).sts("GetCallerIdentity") == {
            "UserId": f"{reader}:nightly",
            "Account": ACCOUNT,
            "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/nightly",
        }


class TestAssumeRole:
    def test_the_answer(self, world: World, alice: Caller, reader: str) -> None:
        answer = alice.sts("AssumeRole", RoleArn=ROLE, RoleSessionName="nightly")
        assert answer["AssumedRoleUser"] == {
            "AssumedRoleId": f"{reader}:nightly",
            "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/nightly",
        }
        assert "PackedPolicySize" not in answer
        credentials = answer["Credentials"]
        assert credentials["AccessKeyId"].startswith("ASIA")
        known = world.iam.credentials.find(credentials["AccessKeyId"])
        assert known is not None
        assert (known.secret, known.session_token) == (
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
        )
        assert known.expires == credentials["Expiration"].timestamp()
        assert abs(known.expires - world.clock.now() - HOUR) < 5

    def test_the_session_may_what_the_role_may(self, alice: Caller, reader: str) -> None:
        session = _assume(alice)
        assert _may(session)
        assert not _may(session, "dynamodb:GetItem")
        assert not _may(alice)

    def test_a_session_policy_only_takes_away(self, root: Caller, alice: Caller, reader: str) -> None:
        narrow = _assume(alice, Policy=allowing("kms:Encrypt"))
        assert (_may(narrow, "kms:Encrypt"), _may(narrow)) == (True, False)
        wide = _assume(alice, Policy=allowing("*"))
        assert (_may(wide), _may(wide, "dynamodb:GetItem")) == (True, False)
        arn = root("CreatePolicy", PolicyName="Own", PolicyDocument=allowing("kms:Encrypt"))["Policy"]["Arn"]
        managed = _assume(alice, PolicyArns=[{"arn": arn}])
        assert (_may(managed, "kms:Encrypt"), _may(managed)) == (True, False)
        root("DeletePolicy", PolicyArn=arn)
        assert (_may(managed, "kms:Encrypt"), _may(managed)) == (True, False)
        both = _assume(alice, Policy=allowing("kms:Decrypt"), PolicyArns=[{"arn": _admin()}])
        assert _may(both)

    def test_a_boundary_of_the_role_limits_its_sessions(self, root: Caller, alice: Caller, reader: str) -> None:
        session = _assume(alice)
        arn = root("CreatePolicy", PolicyName="L", PolicyDocument=allowing("kms:Encrypt"))["Policy"]["Arn"]
        root("PutRolePermissionsBoundary", RoleName="Reader", PermissionsBoundary=arn)
        assert (_may(session, "kms:Encrypt"), _may(session)) == (True, False)

    def test_who_is_not_trusted_is_refused(self, world: World, root: Caller, reader: str) -> None:
        bob = world.user("Bob", allowing("sts:AssumeRole"))
        message = (
            f"User: arn:aws:iam::{ACCOUNT}:user/Bob is not authorized to perform: sts:AssumeRole on resource: "
            f"{ROLE} because no role trust policy allows the sts:AssumeRole action"
        )
        with bob.refused("AccessDenied", message, 403):
            _assume(bob)

    def test_trust_in_the_account_needs_a_permission_besides(self, world: World, root: Caller) -> None:
        root(
            "CreateRole",
            RoleName="Reader",
            AssumeRolePolicyDocument=trusting(f"arn:aws:iam::{ACCOUNT}:root"),
        )
        without, having = world.user("Bob"), world.user("Carol", allowing("sts:AssumeRole", ROLE))
        with without.refused("AccessDenied"):
            _assume(without)
        assert _assume(having).call.principal.kind == "AssumedRole"

    def test_another_account_is_trusted_by_both_sides(self, world: World, root: Caller) -> None:
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(OTHER))
        without = world.user("Mallory", account=OTHER)
        having = world.user("Trudy", allowing("sts:AssumeRole", ROLE), account=OTHER)
        message = (
            f"User: arn:aws:iam::{OTHER}:user/Mallory is not authorized to perform: sts:AssumeRole on "
            f"resource: {ROLE}"
        )
        with without.refused("AccessDenied", message, 403):
            _assume(without)
        session = _assume(having)
        assert session.call.principal.account == ACCOUNT

    def test_a_role_that_does_not_exist_is_refused_without_saying_so(self, alice: Caller) -> None:
        message = f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
        with alice.refused("AccessDenied", message, 403):
            _assume(alice)

    def test_the_path_belongs_to_the_arn(self, root: Caller, alice: Caller) -> None:
        root("CreateRole", RoleName="Reader", Path="/app/", AssumeRolePolicyDocument=trusting(ALICE))
        with alice.refused("AccessDenied"):
            _assume(alice)
        assert _assume(alice, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/app/Reader")

    def test_the_root_user_assumes_no_role(self, root: Caller, reader: str) -> None:
        with root.refused("AccessDenied", "Roles may not be assumed by root accounts.", 403):
            _assume(root)

    def test_an_external_id(self, root: Caller, alice: Caller) -> None:
        trust = trusting(ALICE).replace(
            '"Action"', '"Condition":{"StringEquals":{"sts:ExternalId":"secret"}},"Action"'
        )
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trust)
        for wrong in ({}, {"ExternalId": "guess"}):
            with alice.refused("AccessDenied"):
                _assume(alice, **wrong)
        assert _assume(alice, ExternalId="secret")

    @pytest.mark.parametrize("seconds", [900, HOUR])
    def test_credentials_end(self, world: World, alice: Caller, reader: str, seconds: int) -> None:
        session = _assume(alice, DurationSeconds=seconds)
        known = world.iam.credentials.find(str(session.call.principal.access_key_id))
        assert known is not None
        assert known.expires is not None
        assert abs(known.expires - world.clock.now() - seconds) < 5
        world.clock.advance(seconds + 1)
        world.wait(world.iam.sweep())
        assert world.iam.credentials.find(known.access_key_id) is None

    def test_sessions_in_force_are_not_swept(self, world: World, alice: Caller, reader: str) -> None:
        session = _assume(alice)
        world.clock.advance(HOUR - 60)
        world.wait(world.iam.sweep())
        assert world.iam.credentials.find(str(session.call.principal.access_key_id)) is not None

    def test_not_longer_than_the_role_allows(self, root: Caller, alice: Caller, reader: str) -> None:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        with alice.refused("ValidationError", message, 400):
            _assume(alice, DurationSeconds=HOUR + 1)
        root("UpdateRole", RoleName="Reader", MaxSessionDuration=2 * HOUR)
        assert _assume(alice, DurationSeconds=2 * HOUR)

    def test_a_chain_of_roles_is_limited_to_an_hour(self, root: Caller, alice: Caller, reader: str) -> None:
        root(
            "CreateRole",
            RoleName="Second",
            AssumeRolePolicyDocument=trusting(ROLE),
            MaxSessionDuration=2 * HOUR,
        )
        session = _assume(alice)
        second = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/Second"}
        message = (
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
        with session.refused("ValidationError", message, 400):
            _assume(session, DurationSeconds=HOUR + 1, **second)
        assert _assume(session, **second).call.principal.arn.endswith("assumed-role/Second/nightly")

    @pytest.mark.parametrize(
        ("request_members", "code"),
        [
            ({"Policy": "nonsense"}, "MalformedPolicyDocument"),
            ({"Policy": allowing("kms:" + "a" * 9000)}, "ValidationError"),
            ({"PolicyArns": [{"arn": f"arn:aws:iam::{ACCOUNT}:policy/Nothing"}]}, "NoSuchEntity"),
            ({"RoleArn": "arn:aws:iam::nobody:role/Reader"}, "ValidationError"),
            ({"RoleSessionName": "!"}, "ValidationError"),
            ({"DurationSeconds": 899}, "ValidationError"),
        ],
    )
    def test_what_is_refused(
        self, alice: Caller, reader: str, request_members: dict[str, object], code: str
    ) -> None:
        with alice.refused(code):
            _assume(alice, **request_members)

    def test_a_session_of_a_role_that_is_gone_is_nobodys(
        self, world: World, root: Caller, alice: Caller, reader: str
    ) -> None:
        session = _assume(alice)
        key_id = str(session.call.principal.access_key_id)
        root("DeleteRolePolicy", RoleName="Reader", PolicyName="p")
        root("DeleteRole", RoleName="Reader")
        assert world.iam.credentials.find(key_id) is None
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(ALICE))
        root("PutRolePolicy", RoleName="Reader", PolicyName="p", PolicyDocument=allowing("kms:*"))
        assert world.iam.credentials.find(key_id) is None
        assert not _may(session)


TAGGING = '["sts:AssumeRole","sts:TagSession"]'
BLUE = [{"Key": "team", "Value": "blue"}]


class TestSessionTags:
    def test_tags_need_a_permission_of_their_own(self, alice: Caller, reader: str) -> None:
        message = (
            f"User: {ALICE} is not authorized to perform: sts:TagSession on resource: {ROLE} because no role "
            "trust policy allows the sts:TagSession action"
        )
        with alice.refused("AccessDenied", message, 403):
            _assume(alice, Tags=BLUE)

    def test_tags_are_the_principals_and_win_over_the_roles(
        self, world: World, root: Caller, alice: Caller
    ) -> None:
        root(
            "CreateRole",
            RoleName="Reader",
            AssumeRolePolicyDocument=trusting(ALICE, TAGGING),
            Tags=[{"Key": "team", "Value": "red"}, {"Key": "floor", "Value": "2"}],
        )
        session = _assume(alice, Tags=BLUE)
        assert world.iam.directory.of(session.call.principal).tags == {"team": "blue", "floor": "2"}
        answer = alice.sts("AssumeRole", RoleArn=ROLE, RoleSessionName="nightly", Tags=BLUE)
        assert answer["PackedPolicySize"] > 0

    def test_transitive_tags_go_along_a_chain_and_stay(self, world: World, root: Caller, alice: Caller) -> None:
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(ALICE, TAGGING))
        root("CreateRole", RoleName="Second", AssumeRolePolicyDocument=trusting(ROLE, TAGGING))
        second = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/Second"}
        tags = [*BLUE, {"Key": "other", "Value": "x"}]
        session = _assume(alice, Tags=tags, TransitiveTagKeys=["team"])
        chained = _assume(session, **second)
        assert world.iam.directory.of(chained.call.principal).tags == {"team": "blue"}
        with session.refused("InvalidParameterValue"):
            _assume(session, Tags=[{"Key": "Team", "Value": "red"}], **second)

    @pytest.mark.parametrize(
        "request_members",
        [
            {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]},
            {"Tags": BLUE, "TransitiveTagKeys": ["nothing"]},
        ],
    )
    def test_what_is_refused(self, root: Caller, alice: Caller, request_members: dict[str, object]) -> None:
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(ALICE, TAGGING))
        with alice.refused("InvalidParameterValue", status=400):
            _assume(alice, **request_members)

    def test_a_source_identity(self, root: Caller, alice: Caller) -> None:
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(ALICE))
        with alice.refused("AccessDenied"):
            _assume(alice, SourceIdentity="alice")
        trust = trusting(ALICE, '["sts:AssumeRole","sts:SetSourceIdentity"]')
        root("UpdateAssumeRolePolicy", RoleName="Reader", PolicyDocument=trust)
        answer = alice.sts("AssumeRole", RoleArn=ROLE, RoleSessionName="nightly", SourceIdentity="alice")
        assert answer["SourceIdentity"] == "alice"

    def test_tags_and_policies_have_room_together(self, root: Caller, alice: Caller) -> None:
        root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trusting(ALICE, TAGGING))
        tags = [{"Key": f"k{number}", "Value": "x" * 256} for number in range(40)]
        with alice.refused("PackedPolicyTooLarge", status=400):
            _assume(alice, Tags=tags)


class TestGetSessionToken:
    def test_a_user_gets_credentials_with_her_own_permissions(self, world: World) -> None:
        alice = world.user("Alice", allowing("kms:*"))
        credentials = alice.sts("GetSessionToken")["Credentials"]
        session = world.signing(credentials["AccessKeyId"])
        assert session.call.principal.kind == "IAMUser"
        assert session.sts("GetCallerIdentity") == alice.sts("GetCallerIdentity")
        assert _may(session)
        assert world.iam.directory.of(session.call.principal).token_issued is not None
        assert abs(credentials["Expiration"].timestamp() - world.clock.now() - 12 * HOUR) < 5

    def test_the_root_users_end_after_an_hour(self, world: World, root: Caller) -> None:
        credentials = root.sts("GetSessionToken", DurationSeconds=12 * HOUR)["Credentials"]
        assert abs(credentials["Expiration"].timestamp() - world.clock.now() - HOUR) < 5
        verdict = world.iam.directory.of(world.signing(credentials["AccessKeyId"]).call.principal).decide(
            root.call, world.clock.now(), "kms:CreateKey", "*"
        )
        assert verdict.decision.reason is Reason.ALLOWED_AS_ROOT

    def test_sessions_get_none(self, world: World, alice: Caller, reader: str) -> None:
        own = world.signing(alice.sts("GetSessionToken")["Credentials"]["AccessKeyId"])
        for session in (own, _assume(alice)):
            with session.refused("AccessDenied", "Cannot call GetSessionToken with session credentials", 403):
                session.sts("GetSessionToken")

    def test_they_take_no_part_in_iam(self, world: World) -> None:
        alice = world.user("Alice", allowing("*"))
        session = world.signing(alice.sts("GetSessionToken")["Credentials"]["AccessKeyId"])
        with session.refused("InvalidClientTokenId", status=403):
            session("ListUsers")
        assert alice("ListUsers")["Users"]

    def test_a_session_of_a_user_who_is_gone_is_nobodys(
        self, world: World, root: Caller, alice: Caller
    ) -> None:
        key_id = alice.sts("GetSessionToken")["Credentials"]["AccessKeyId"]
        assert world.iam.credentials.find(key_id) is not None
        root("DeleteAccessKey", UserName="Alice", AccessKeyId=alice.call.principal.access_key_id)
        root("DeleteUser", UserName="Alice")
        assert world.iam.credentials.find(key_id) is None

    def test_there_are_no_mfa_devices(self, alice: Caller) -> None:
        with alice.refused("AccessDenied"):
            alice.sts("GetSessionToken", SerialNumber="arn:aws:iam::1:mfa/x", TokenCode="123456")


def _admin() -> str:
    return "arn:aws:iam::aws:policy/AdministratorAccess"
