"""Openings such as "As part of our …": which of them tell of a company."""

from __future__ import annotations

import pytest

from tests.gate import gate

RULE = "business/company-context"


def is_found(text: str) -> bool:
    return bool(gate("scan", "-", "--select", RULE, "--format", "json", stdin=text.encode()).data["findings"])


@pytest.mark.parametrize(
    "phrase",
    [
        "parcel tracking",
        "claims intake",
        "meter reading",
        "driver app",
        "gift card project",
        "life insurance platform",
        "home loan approval system",
        "student loan servicing",
        "body shop billing",
    ],
)
def test_an_affair_of_a_company_is_found(phrase: str) -> None:
    assert is_found(f"As part of our {phrase}, write a function.")
    assert is_found(f"This is part of our {phrase}. Please write a function.")
    assert is_found(f"As part of our {phrase} we need a function.")


@pytest.mark.parametrize(
    "phrase",
    [
        "project",
        "team",
        "code base",
        "test suite",
        "CI/CD pipeline",
        "university project",
        "reading group",
        "game jam",
        "open source project",
        "home network",
    ],
)
def test_programming_schools_and_hobbies_are_not(phrase: str) -> None:
    assert not is_found(f"As part of our {phrase}, write a function.")
    assert not is_found(f"This is part of our {phrase}. Please write a function.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Im Rahmen unserer Tourenplanung brauche ich eine Funktion.", True),
        ("Im Rahmen unseres Projekts brauche ich eine Funktion.", False),
        ("Dans le cadre de notre gestion des sinistres, écris un script.", True),
        ("Dans le cadre de notre cours, écris un script.", False),
        ("Como parte de nuestro programa de puntos, escribe una función.", True),
        ("Como parte de nuestra tesis, escribe una función.", False),
    ],
)
def test_other_languages(text: str, found: bool) -> None:
    assert is_found(text) is found
