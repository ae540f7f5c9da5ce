"""What a message may quote."""

from __future__ import annotations

import pytest

from privacy_gate.base.errors import quotable
from tests.gate import GITHUB_TOKEN


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("unknown key `max_file_sise`", "unknown key `max_file_sise`"),
        ("there is no file policies/team-2026.yaml", "there is no file policies/team-2026.yaml"),
        ("expected `array`, got `str`", "expected `array`, got `str`"),
        (f"unknown key `{GITHUB_TOKEN}`", "unknown key `ghp_****`"),
        (f"invalid enum value '{GITHUB_TOKEN}'", "invalid enum value 'ghp_****'"),
        ("the key `tR4!kfPq9wLm2` is used twice", "the key `****` is used twice"),
        ("the key `QWxhZGRpbjpvcGVuIHNlc2FtZQ==`", "the key `****`"),
    ],
)
def test_what_looks_drawn_by_chance_is_not_quoted(text: str, quoted: str) -> None:
    assert quotable(text) == quoted
