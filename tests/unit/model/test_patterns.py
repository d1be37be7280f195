"""Java's regular expressions in Python."""

from __future__ import annotations

import pytest

from strongroom.model.patterns import matcher
from strongroom.model.service_model import load_service_model


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("[a-z]+", "abc", True),
        ("[a-z]+", "abc!", False),
        (r"^\p{ASCII}+$", "alias/x", True),
        (r"^\p{ASCII}+$", "é", False),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "Größe 1", True),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "team=a@b", True),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "a#b", False),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "名前#", False),
        (r"\p{L}\p{N}", "a1", True),
        (r"\p{Print}+", "a b", True),
        (r"\p{Print}+", "a\tb", False),
    ],
)
def test_a_whole_text_matches_or_not(pattern: str, text: str, matches: bool) -> None:
    assert bool(matcher(pattern)(text)) is matches


@pytest.mark.parametrize("service", ["dynamodb", "kms", "iam", "sts"])
def test_every_pattern_of_the_services_is_understood(service: str) -> None:
    for shape in load_service_model(service).shapes.values():
        if "pattern" in shape:
            matcher(shape["pattern"])("x")
