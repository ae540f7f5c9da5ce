"""Letters that look like others: quiet in the languages that they belong to, in time that the length says."""

from __future__ import annotations

import pytest

from privacy_gate.rules.disguises import confusables
from tests.gate import scan

ORDINARY = [
    "Это обычный русский текст о версии 2.0 и т.д., для API и SQL-запросов; см. README.md, файл conf.yaml.",
    "Größe über München – naïve café “quotes” → 5 € 👍🏽 👨‍👩‍👧 1️⃣ ❤️",
    "Αυτό είναι ένα κανονικό ελληνικό κείμενο με API και version 2.",
    "これは日本語のテキストです。全部で５つ。",
    "שלום עולם \u200f(API)\u200e מבחן",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_of_any_language_holds_none(text: str) -> None:
    assert list(confusables.find_joints(text)) == []


@pytest.mark.usefixtures("folder")
def test_a_word_in_wide_letters_is_no_finding_by_itself() -> None:
    found = scan("これは日本語のテキストです。ＡＰＩと１２３、Ｐｙｔｈｏｎ を使います。")

    assert [rule for rule in found.rules if not rule.startswith(("prompt/", "gate/"))] == []


def test_a_word_is_covered_from_its_first_letter_to_its_last() -> None:
    assert [(one.start, one.plain) for one in confusables.find_joints("ask bluеfin, or b\u200blue")] == [
        (7, "e"),
        (17, ""),
    ]


@pytest.mark.parametrize("text", ["о" * 200_000, "a" + "\u200b" * 200_000, "оa" * 3, "ａ -" * 3])
def test_hostile_rows_are_read_in_rows(text: str) -> None:
    assert len(list(confusables.find_joints(text))) <= 10
