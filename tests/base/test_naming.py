"""Names: their words and their styles."""

from __future__ import annotations

import pytest

from privacy_gate.base.naming import CaseStyle, style, words


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("calculate_risk_score", ["calculate", "risk", "score"]),
        ("HTTPServerError2", ["http", "server", "error", "2"]),
        ("icebergCooldown", ["iceberg", "cooldown"]),
        ("MAX_PD_LGD", ["max", "pd", "lgd"]),
        ("überAlles_größe", ["ü", "ber", "alles", "gr", "öß", "e"]),
        ("__x__", ["x"]),
        ("_", []),
    ],
)
def test_words(name: str, found: list[str]) -> None:
    assert words(name) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a_b", CaseStyle.SNAKE),
        ("word", CaseStyle.SNAKE),
        ("A_B", CaseStyle.SCREAMING),
        ("URL", CaseStyle.SCREAMING),
        ("a-b", CaseStyle.KEBAB),
        ("aB", CaseStyle.CAMEL),
        ("AbC", CaseStyle.PASCAL),
        ("__private_name", CaseStyle.SNAKE),
    ],
)
def test_style(name: str, found: CaseStyle) -> None:
    assert style(name) is found
