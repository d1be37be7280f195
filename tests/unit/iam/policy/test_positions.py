"""Where statements stand in the text of a policy."""

from __future__ import annotations

import json

import pytest

from strongroom.services.iam.policy import Position, Span, statement_spans

#: AdministratorAccess as AWS formats it; simulations say that its statement begins at line 3, column 17, and
#: ends at line 8, column 6.
ADMINISTRATOR = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"""


def test_an_observed_policy() -> None:
    assert statement_spans(ADMINISTRATOR) == [Span(Position(3, 17), Position(8, 6))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('{"Statement":[{"Sid":"a"},{"Sid":"b"}],"Version":"x"}', ['{"Sid":"a"}', ',{"Sid":"b"}']),
        ('{"Id":"]}[{","Statement":{"Sid":"}"}}', ['{"Sid":"}"}']),
        ('{"Statement": [{"Sid":"\\"]"} , {"Sid":"b"} ] }', ['{"Sid":"\\"]"}', ' , {"Sid":"b"}']),
        ('{"Statement":[{"Sid":"a"}],"Statement":[{"Sid":"b"}]}', ['{"Sid":"b"}']),
        ('{"Version":"x","Statement":[]}', []),
    ],
)
def test_spans_begin_behind_what_precedes(text: str, parts: list[str]) -> None:
    json.loads(text)
    spans = statement_spans(text)
    assert [text[span.start.column - 1 : span.end.column - 1] for span in spans] == parts
    assert all(span.start.line == span.end.line == 1 for span in spans)
