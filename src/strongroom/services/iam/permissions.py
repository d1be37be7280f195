"""What a principal may do: its policies, compiled, and the decision of a request by them.

``Directory.of`` looks a principal up; other services keep the result for one call and ask it, also within
transactions on other threads: it never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from strongroom.calls import Call, Principal
from strongroom.services.iam import managed
from strongroom.services.iam.collections import GROUPS, ROLES, SESSIONS, USERS
from strongroom.services.iam.decisions import DecisionLog, Taken
from strongroom.services.iam.policy import (
    ConditionValue,
    Considered,
    Decision,
    Policy,
    PolicyKind,
    RequestContext,
    RequestPrincipal,
    account_of,
    consider,
    evaluate,
    global_keys,
    parse_policy,
)
from strongroom.services.iam.principal_names import unknown_principals
from strongroom.services.iam.records import Bounded, Identity, Role, Session, User
from strongroom.storage.engine import Reader, Store

K = TypeVar("K")
V = TypeVar("V")
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision, with the request as the policies saw it and the policies as they were."""

    context: RequestContext
    decision: Decision
    permissions: Permissions
    resource_policy: Policy | None = None

    @property
    def allowed(self) -> bool:
        return self.decision.allowed

    @property
    def message(self) -> str:
        """The text of the refusal."""
        return self.decision.message(self.context)

    def considered(self) -> list[Considered]:
        """Every statement that was looked at, in the order of the evaluation."""
        return consider(self.context, self.permissions.policies(self.resource_policy, self.context.resource))


@dataclass(frozen=True, slots=True)
class Permissions:
    """A principal and the policies that apply to it.

    ``session`` are its temporary credentials, or None. ``tags`` are those of the user, or of the role with the
    session's. Policies are named by their names (inline) or ARNs (managed). ``condition_keys`` are all keys
    that the policies look at, in lower case: a request is decided like another with the same values of these,
    the same action and the same resource. ``attached_to`` has the ARN of the user, group or role for each of
    the identity policies; ``log`` is told the decisions.
    """

    principal: RequestPrincipal
    identity_policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    session_policies: tuple[Policy, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    session: Session | None = None
    attached_to: tuple[str, ...] = ()
    log: DecisionLog | None = field(default=None, compare=False, repr=False)
    condition_keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        policies = (*self.identity_policies, self.boundary, *self.session_policies)
        keys = frozenset(key for policy in policies if policy is not None for key in policy.condition_keys)
        object.__setattr__(self, "condition_keys", keys)

    @property
    def principal_id(self) -> str | None:
        """``AIDA...``, or ``AROA...:session``; the root user's is its account."""
        if self.principal.kind == "Root":
            return self.principal.account
        if self.principal.kind == "AssumedRole" and self.principal.unique_id is not None:
            return f"{self.principal.unique_id}:{self.principal.arn.rsplit('/', 1)[-1]}"
        return self.principal.unique_id

    @property
    def token_issued(self) -> float | None:
        """When the temporary credentials were issued, in epoch seconds; None for others."""
        return None if self.session is None else self.session.created

    def policies(self, resource_policy: Policy | None, resource: str) -> list[tuple[Policy, str]]:
        """The policies in the order in which they are evaluated, each with what it is attached to.

        The root user and services have none but those of the resource.
        """
        found = [] if resource_policy is None else [(resource_policy, resource)]
        if self.principal.kind in ("Root", "AWSService"):
            return found
        own = self.principal.role_arn or self.principal.arn
        attached_to = self.attached_to or (own,) * len(self.identity_policies)
        found += zip(self.identity_policies, attached_to, strict=True)
        if self.boundary is not None:
            found.append((self.boundary, own))
        return found + [(policy, self.principal.arn) for policy in self.session_policies]

    def tell(self, call: Call, verdict: Verdict) -> None:
        """Have a decision about a call kept, for those who ask why."""
        if self.log is not None:
            self.log.add(call, verdict)

    def tell_again(self, request_id: str, taken: Taken) -> None:
        """The same where a decision about an earlier call, like it but for its id, lets this one in too."""
        if self.log is not None:
            self.log.add_again(request_id, taken)

    def decide(
        self,
        call: Call,
        now: float,
        action: str,
        resource: str,
        *,
        conditions: Mapping[str, ConditionValue] | None = None,
        resource_policy: Policy | None = None,
        resource_account: str | None = None,
        named: str | None = None,
    ) -> Verdict:
        """``judge`` for a call that is to be run: the verdict is told."""
        verdict = self.judge(
            call,
            now,
            action,
            resource,
            conditions=conditions,
            resource_policy=resource_policy,
            resource_account=resource_account,
            named=named,
        )
        self.tell(call, verdict)
        return verdict

    def judge(
        self,
        call: Call,
        now: float,
        action: str,
        resource: str,
        *,
        conditions: Mapping[str, ConditionValue] | None = None,
        resource_policy: Policy | None = None,
        resource_account: str | None = None,
        named: str | None = None,
    ) -> Verdict:
        """Whether the principal may do ``action`` on ``resource`` now; ``conditions`` are service keys.

        The verdict's context has the global condition keys only when a policy looks at one of them.
        """
        keys: dict[str, ConditionValue] = {}
        if _asks_globals(self.condition_keys) or (
            resource_policy is not None and _asks_globals(resource_policy.condition_keys)
        ):
            keys = self.global_keys(call, now, resource_account or account_of(resource))
        if conditions:
            keys.update(conditions)
        context = RequestContext(action, resource, self.principal, keys, resource_account, named)
        return Verdict(context, self.evaluate(context, resource_policy), self, resource_policy)

    def global_keys(self, call: Call, now: float, resource_account: str) -> dict[str, ConditionValue]:
        """The condition keys that a call has with every service; an empty account is none."""
        keys = global_keys(
            self.principal,
            now=now,
            region=call.region,
            source_address=call.source_address,
            user_agent=call.user_agent,
            secure_transport=call.secure_transport,
            via=None if call.via is None else call.via.replace(f".{call.region}.", "."),
            tags=self.tags,
            token_issued=self.token_issued,
            source_identity=None if self.session is None else self.session.source_identity,
        )
        if resource_account:
            keys["aws:ResourceAccount"] = resource_account
        return keys

    def evaluate(self, context: RequestContext, resource_policy: Policy | None = None) -> Decision:
        """The decision on a request that was put together elsewhere."""
        return evaluate(
            context,
            resource_policy=resource_policy,
            identity_policies=self.identity_policies,
            boundary=self.boundary,
            session_policies=self.session_policies,
        )


class Directory:
    """Looks up permissions, and remembers what it found until ``forget``. ``log`` is told all decisions."""

    def __init__(self, catalog: Store, log: DecisionLog | None = None) -> None:
        self._catalog = catalog
        self._log = log
        self._permissions: dict[Principal, Permissions] = {}
        self._compiled: dict[tuple[PolicyKind, str, str], Policy] = {}

    def of(self, principal: Principal) -> Permissions:
        """The principal's permissions now. Runs on the event loop's thread."""
        known = self._permissions.get(principal)
        if known is None:
            known = self._catalog.read(lambda reader: self.read(reader, principal))
            _remember(self._permissions, principal, known)
        return known

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Those of the ARNs and unique ids of users, roles and role sessions that name nobody."""
        return self._catalog.read(lambda reader: unknown_principals(reader, names))

    def forget(self) -> None:
        """Look everything up anew; to be called when something has changed."""
        self._permissions.clear()

    def read(self, reader: Reader, principal: Principal) -> Permissions:
        """The principal's permissions in a snapshot."""
        session = None
        if principal.access_key_id is not None:
            session = SESSIONS.find(reader, principal.access_key_id)
        name = principal.arn.rpartition("/")[2]
        if principal.kind == "IAMUser":
            user = USERS.find(reader, principal.account, name)
            if user is not None:
                return self._of_user(reader, principal, user, session)
        elif principal.kind == "AssumedRole":
            role = ROLES.find(reader, principal.account, principal.arn.split("/")[1])
            if role is not None and (session is None or session.owner_id == role.id):
                return self._of_role(reader, principal, role, session)
        return Permissions(RequestPrincipal.of(principal), session=session, log=self._log)

    def policies_of(self, reader: Reader, identity: Identity) -> tuple[Policy, ...]:
        """All identity-based policies of a user with its groups, of a group or of a role."""
        return tuple(policy for policy, _ in self.attached(reader, identity))

    def attached(self, reader: Reader, identity: Identity) -> list[tuple[Policy, str]]:
        """The identity-based policies of an identity, each with the ARN of what it is attached to."""
        identities = [identity]
        if isinstance(identity, User):
            groups = (GROUPS.find(reader, identity.account, name) for name in identity.groups)
            identities += [group for group in groups if group is not None]
        return [(policy, each.arn) for each in identities for policy in self._own_policies(reader, each)]

    def boundary_of(self, reader: Reader, identity: Identity) -> Policy | None:
        """The permissions boundary of a user or role, if it has one."""
        if not isinstance(identity, Bounded) or identity.boundary is None:
            return None
        return next(iter(self._managed(reader, [identity.boundary], PolicyKind.BOUNDARY)), None)

    def compile(self, document: str, kind: PolicyKind, name: str = "") -> Policy:
        """A document compiled, at most once. Raises MalformedPolicy."""
        key = (kind, name, document)
        policy = self._compiled.get(key)
        if policy is None:
            policy = parse_policy(document, kind, name)
            _remember(self._compiled, key, policy)
        return policy

    def _of_user(
        self, reader: Reader, principal: Principal, user: User, session: Session | None
    ) -> Permissions:
        attached = self.attached(reader, user)
        return Permissions(
            RequestPrincipal.of(principal, unique_id=user.id),
            tuple(policy for policy, _ in attached),
            self.boundary_of(reader, user),
            tags=user.tags,
            session=session,
            attached_to=tuple(arn for _, arn in attached),
            log=self._log,
        )

    def _of_role(
        self, reader: Reader, principal: Principal, role: Role, session: Session | None
    ) -> Permissions:
        passed = () if session is None else session.policies
        return Permissions(
            RequestPrincipal.of(principal, role_arn=role.arn, unique_id=role.id),
            self.policies_of(reader, role),
            self.boundary_of(reader, role),
            tuple(self.compile(document, PolicyKind.SESSION, name) for name, document in passed),
            role.tags if session is None else {**role.tags, **session.tags},
            session,
            log=self._log,
        )

    def _own_policies(self, reader: Reader, identity: Identity) -> Iterable[Policy]:
        for name, document in identity.inline.items():
            yield self.compile(document, PolicyKind.IDENTITY, name)
        yield from self._managed(reader, identity.attached, PolicyKind.IDENTITY)

    def _managed(self, reader: Reader, arns: Iterable[str], kind: PolicyKind) -> Iterable[Policy]:
        for arn in arns:
            policy = managed.find(reader, arn)
            if policy is not None:
                yield self.compile(policy.document, kind, arn)


def _asks_globals(condition_keys: frozenset[str]) -> bool:
    return any(key.startswith("aws:") for key in condition_keys)


def _remember(known: dict[K, V], key: K, value: V) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = value
