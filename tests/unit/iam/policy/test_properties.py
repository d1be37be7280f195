"""What holds for every policy and every request."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.services.iam.policy import (
    Decision,
    MalformedPolicy,
    Policy,
    PolicyKind,
    Reason,
    RequestContext,
    RequestPrincipal,
    evaluate,
    parse_policy,
)
from strongroom.services.iam.policy.operators import OPERATORS

from .kit import (
    ALICE,
    ALICE_ARN,
    KEY,
    OTHER,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    STRANGER,
    TABLE,
    document,
)

ACTIONS = ["kms:Decrypt", "kms:Encrypt", "dynamodb:GetItem", "kms:*", "*", "kms:?ncrypt", "dynamodb:*Item"]
RESOURCES = [KEY, TABLE, "*", "arn:aws:kms:*:*:key/*", "arn:aws:dynamodb:*:*:table/${aws:username}"]
PRINCIPALS: list[Any] = [
    "*",
    {"AWS": "*"},
    {"AWS": ROOT_ARN},
    {"AWS": OTHER},
    {"AWS": [ALICE_ARN, ROLE_ARN]},
    {"AWS": SESSION_ARN},
    {"Service": "dynamodb.amazonaws.com"},
]
OPERATOR_NAMES = sorted(
    {
        prefix + name + suffix
        for name in OPERATORS
        for prefix in ("", "ForAllValues:", "ForAnyValue:")
        for suffix in ("", "IfExists")
    }
    | {"Null"}
)
VALUES = st.one_of(
    st.sampled_from(["x", "y", "*", "${aws:username}", "${a:b, 'x'}", "1", "2.5", "2020-01-01", "true"]),
    st.sampled_from(["10.0.0.0/8", "10.1.2.3", "arn:aws:iam::1:user/*", KEY, "QQ==", "", "${", "${}", "${,}"]),
    st.text(max_size=6),
)


def _one_or_many(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, min_size=1, max_size=3))


CONDITIONS = st.dictionaries(
    st.sampled_from(OPERATOR_NAMES).filter(lambda name: "Date" not in name),
    st.dictionaries(
        st.sampled_from(["a:b", "aws:username", "kms:ViaService"]), _one_or_many(VALUES), max_size=2
    ),
    max_size=2,
)


@st.composite
def statements(draw: st.DrawFn, *, resource_based: bool, effect: str | None = None) -> dict[str, Any]:
    chosen = effect or draw(st.sampled_from(["Allow", "Deny"]))
    one: dict[str, Any] = {"Effect": chosen}
    one[draw(st.sampled_from(["Action", "NotAction"]))] = draw(_one_or_many(st.sampled_from(ACTIONS)))
    one[draw(st.sampled_from(["Resource", "NotResource"]))] = draw(_one_or_many(st.sampled_from(RESOURCES)))
    if draw(st.booleans()):
        one["Condition"] = draw(CONDITIONS)
    if resource_based:
        element = "Principal" if chosen == "Allow" else draw(st.sampled_from(["Principal", "NotPrincipal"]))
        one[element] = draw(st.sampled_from(PRINCIPALS))
    return one


CONTEXT_VALUES = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["x", "y", "10.1.2.3", "2020-01-01T00:00:00Z", KEY]),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.binary(max_size=4),
    st.lists(st.text(max_size=3), max_size=3),
)
CONTEXTS = st.builds(
    RequestContext,
    st.sampled_from(["kms:Decrypt", "kms:Encrypt", "dynamodb:GetItem"]),
    st.sampled_from([KEY, TABLE, "*"]),
    st.sampled_from([ALICE, ROOT, SESSION, SERVICE, STRANGER]),
    st.dictionaries(st.sampled_from(["a:b", "aws:username", "kms:ViaService"]), CONTEXT_VALUES, max_size=3),
)
IDENTITY = statements(resource_based=False)
KINDS = (PolicyKind.RESOURCE, PolicyKind.KEY)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """The statements of all policies that apply to one request; a kind without policies has None."""
    layers: dict[str, Any] = {"kind": draw(st.sampled_from(KINDS))}
    layers["resource"] = draw(st.none() | st.lists(statements(resource_based=True), min_size=1, max_size=3))
    layers["identity"] = draw(st.lists(IDENTITY, min_size=1, max_size=3))
    layers["boundary"] = draw(st.none() | st.lists(IDENTITY, min_size=1, max_size=2))
    layers["session"] = draw(st.none() | st.lists(IDENTITY, min_size=1, max_size=2))
    layers["control"] = draw(st.none() | st.lists(IDENTITY, min_size=1, max_size=2))
    return layers


def _compile(statement_list: list[dict[str, Any]] | None, kind: PolicyKind) -> Policy | None:
    return None if statement_list is None else parse_policy(document(*statement_list), kind)


def _decide(context: RequestContext, layers: dict[str, Any]) -> Decision:
    identity = _compile(layers["identity"], PolicyKind.IDENTITY)
    session = _compile(layers["session"], PolicyKind.SESSION)
    control = _compile(layers["control"], PolicyKind.SERVICE_CONTROL)
    return evaluate(
        context,
        resource_policy=_compile(layers["resource"], layers["kind"]),
        identity_policies=[identity] if identity else [],
        boundary=_compile(layers["boundary"], PolicyKind.BOUNDARY),
        session_policies=[session] if session else [],
        service_control_policies=[control] if control else [],
    )


def _with(layers: dict[str, Any], layer: str, one: dict[str, Any]) -> dict[str, Any]:
    if layer == "resource" and "Principal" not in one:
        one = {**one, "Principal": "*"}
    return {**layers, layer: [*layers[layer], one]}


LAYERS = ("resource", "identity", "boundary", "session", "control")
EXAMPLES = settings(max_examples=60, deadline=None)


@EXAMPLES
@given(CONTEXTS, documents(), statements(resource_based=False, effect="Deny"), st.sampled_from(LAYERS))
def test_a_further_deny_only_takes_away(
    context: RequestContext, layers: dict[str, Any], deny: dict[str, Any], layer: str
) -> None:
    if layers[layer] is not None:
        before, after = _decide(context, layers), _decide(context, _with(layers, layer, deny))
        assert before.allowed or not after.allowed
        assert before.needs_grant or before.allowed or not after.needs_grant


@EXAMPLES
@given(CONTEXTS, documents(), statements(resource_based=False, effect="Allow"), st.sampled_from(LAYERS))
def test_a_further_allow_only_gives(
    context: RequestContext, layers: dict[str, Any], allow: dict[str, Any], layer: str
) -> None:
    if layers[layer] is not None:
        before, after = _decide(context, layers), _decide(context, _with(layers, layer, allow))
        assert after.allowed or not before.allowed
        assert after.explicitly_denied is before.explicitly_denied


@EXAMPLES
@given(CONTEXTS, documents(), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(
    context: RequestContext, layers: dict[str, Any], random: Any
) -> None:
    shuffled = {
        name: random.sample(value, len(value)) if isinstance(value, list) else value
        for name, value in layers.items()
    }
    before, after = _decide(context, layers), _decide(context, shuffled)
    assert (before.allowed, before.reason, before.kind) == (after.allowed, after.reason, after.kind)


@EXAMPLES
@given(CONTEXTS, documents())
def test_a_decision_agrees_with_its_own_statements(context: RequestContext, layers: dict[str, Any]) -> None:
    decision = _decide(context, layers)
    effects = {each.effect for each in decision.statements}
    assert decision.explicitly_denied is ("Deny" in effects)
    if decision.reason is Reason.ALLOWED_BY_POLICY:
        assert any(each.effect == "Allow" and each.kind is decision.kind for each in decision.statements)
    if not decision.allowed:
        assert context.action in decision.message(context)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"]
PLAUSIBLE = st.fixed_dictionaries(
    {},
    optional={
        "Version": st.sampled_from(["2012-10-17", "2008-10-17"]) | JSON,
        "Id": st.text(max_size=3) | JSON,
        "Statement": _one_or_many(
            st.fixed_dictionaries(
                {"Effect": st.sampled_from(["Allow", "Deny"])},
                optional={
                    "Action": _one_or_many(st.sampled_from(ACTIONS) | st.text(max_size=5)) | JSON,
                    "Resource": _one_or_many(st.sampled_from(RESOURCES) | st.text(max_size=5)) | JSON,
                    "Principal": st.sampled_from(PRINCIPALS) | JSON,
                    "NotPrincipal": st.sampled_from(PRINCIPALS) | JSON,
                    "Condition": CONDITIONS | JSON,
                    "Sid": st.text(max_size=3) | JSON,
                },
            )
        )
        | JSON,
    },
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(PLAUSIBLE.map(json.dumps), JSON.map(json.dumps), st.text(max_size=30)),
    st.sampled_from(list(PolicyKind)),
    CONTEXTS,
)
def test_any_text_is_refused_as_malformed_or_can_be_evaluated(
    text: str, kind: PolicyKind, context: RequestContext
) -> None:
    try:
        parsed = parse_policy(text, kind)
    except MalformedPolicy:
        return
    given_as = {"resource_policy": parsed} if kind.resource_based else {"identity_policies": [parsed]}
    evaluate(context, **given_as)  # type: ignore[arg-type]


def test_the_kit_has_a_principal_of_each_kind() -> None:
    principals: list[RequestPrincipal] = [ALICE, ROOT, SESSION, SERVICE]
    assert {each.kind for each in principals} == {"IAMUser", "Root", "AssumedRole", "AWSService"}
