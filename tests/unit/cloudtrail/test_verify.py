"""A missing, altered or reordered event is found, wherever it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.cloudtrail.chain import START, Link, MalformedLine, digest_of, read_line
from strongroom.services.cloudtrail.files import FoundLine
from strongroom.services.cloudtrail.verify import Flaw, Verdict, verify

COUNT = 8


def _chain(count: int = COUNT) -> tuple[list[bytes], Link]:
    link, lines = START, []
    for number in range(1, count + 1):
        line = link.line(b'{"eventName":"E%d"}' % number)
        lines.append(line)
        link = Link(number, digest_of(line))
    return lines, link


LINES, HEAD = _chain()


def _verdict(lines: list[bytes], head: Link | None = HEAD) -> Verdict:
    return verify([("a", [FoundLine(0, line) for line in lines])], head)


def _found(lines: list[bytes], head: Link | None = HEAD) -> list[tuple[Flaw, int, int]]:
    return [(each.flaw, each.first, each.last) for each in _verdict(lines, head).findings]


def test_a_whole_log_has_no_findings() -> None:
    verdict = _verdict(LINES)
    assert verdict.whole
    assert (verdict.events, verdict.link) == (COUNT, HEAD)


def test_a_whole_log_may_lie_in_several_files() -> None:
    files = [
        ("a", [FoundLine(0, line) for line in LINES[:3]]),
        ("b", []),
        ("c", [FoundLine(0, x) for x in LINES[3:]]),
    ]
    assert verify(files, HEAD).whole


def test_an_empty_log_is_whole_when_nothing_was_ever_written() -> None:
    assert _verdict([], None).whole
    assert _verdict([], START).whole
    assert _found([], HEAD) == [(Flaw.MISSING, 1, COUNT)]


def test_events_behind_the_head_are_not_sealed_yet() -> None:
    assert _verdict(LINES, read_line(LINES[4]).link).whole


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda lines: lines[1:], [(Flaw.MISSING, 1, 1)]),
        (lambda lines: lines[:3] + lines[4:], [(Flaw.MISSING, 4, 4)]),
        (lambda lines: lines[:2] + lines[6:], [(Flaw.MISSING, 3, 6)]),
        (lambda lines: [lines[0], *lines[2:4], *lines[5:]], [(Flaw.MISSING, 2, 2), (Flaw.MISSING, 5, 5)]),
        (lambda lines: lines[:-1], [(Flaw.MISSING, COUNT, COUNT)]),
        (lambda lines: lines[:-3], [(Flaw.MISSING, COUNT - 2, COUNT)]),
        (
            lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],
            [(Flaw.REORDERED, 4, 4)],
        ),
        (lambda lines: [*lines[1:], lines[0]], [(Flaw.REORDERED, 1, 1)]),
        (lambda lines: [*lines[:5], lines[2], *lines[5:]], [(Flaw.REORDERED, 3, 3)]),
        (lambda lines: [*lines[:5], b"not json", *lines[6:]], [(Flaw.MALFORMED, 6, 6)]),
        (lambda lines: [*lines[:5], b'{"eventName":"E6"}', *lines[6:]], [(Flaw.MALFORMED, 6, 6)]),
        (lambda lines: [*lines[:3], lines[3].replace(b"E4", b"F4"), *lines[4:]], [(Flaw.ALTERED, 4, 4)]),
        (lambda lines: [*lines[:-1], lines[-1].replace(b"E8", b"F8")], [(Flaw.ALTERED, COUNT, COUNT)]),
        (lambda lines: [lines[0].replace(b"E1", b"F1"), *lines[1:]], [(Flaw.ALTERED, 1, 1)]),
    ],
)
def test_each_flaw_is_found_and_named(
    edit: Callable[[list[bytes]], list[bytes]], expected: list[tuple[Flaw, int, int]]
) -> None:
    assert _found(edit(list(LINES))) == expected


def test_a_chain_that_was_written_anew_does_not_lead_to_the_head() -> None:
    link, forged = START, []
    for number in range(1, COUNT + 1):
        line = link.line(b'{"eventName":"forged"}')
        forged.append(line)
        link = Link(number, digest_of(line))
    assert _found(forged) == [(Flaw.ALTERED, COUNT, COUNT)]
    assert _found(forged, None) == []


def test_a_huge_gap_costs_nothing() -> None:
    line = Link(10**15, bytes(32)).line(b'{"eventName":"E"}')
    assert _found([*LINES, line]) == [(Flaw.MISSING, COUNT + 1, 10**15)]


def test_a_torn_line_is_reported() -> None:
    lines = [*(FoundLine(0, line) for line in LINES), FoundLine(0, b'{"eventNa', torn=True)]
    assert [each.flaw for each in verify([("a", lines)], HEAD).findings] == [Flaw.TORN]


@given(st.integers(0, COUNT - 1), st.data())
def test_any_changed_byte_is_found(index: int, data: st.DataObject) -> None:
    line = bytearray(LINES[index])
    position = data.draw(st.integers(0, len(line) - 1))
    line[position] = data.draw(st.integers(0, 255).filter(lambda byte: byte not in (line[position], 10)))
    assert _found([*LINES[:index], bytes(line), *LINES[index + 1 :]]) != []


@given(st.permutations(range(COUNT)), st.integers(0, COUNT))
def test_any_other_order_and_any_loss_is_found(order: list[int], kept: int) -> None:
    lines = [LINES[index] for index in order][:kept]
    assert (_found(lines) == []) is (lines == LINES)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'"text"',
        b'{"chain":{"sequence":1}}',
        b'{"chain":{"sequence":0,"previous":"' + b"0" * 64 + b'"}}',
        b'{"chain":{"sequence":true,"previous":"' + b"0" * 64 + b'"}}',
        b'{"chain":{"sequence":1,"previous":"00"}}',
        b'{"chain":{"sequence":1,"previous":"zz"}}',
        b'{"chain":[1]}',
    ],
)
def test_what_is_no_chained_event(line: bytes) -> None:
    with pytest.raises(MalformedLine):
        read_line(line)


def test_a_line_carries_the_digest_of_the_line_before_and_can_be_followed_with_sha256sum() -> None:
    first, second = read_line(LINES[0]), read_line(LINES[1])
    assert first.previous == bytes(32)
    assert second.previous == digest_of(LINES[0])
    assert second.event["eventName"] == "E2"
    assert Link.from_bytes(second.link.to_bytes()) == second.link
