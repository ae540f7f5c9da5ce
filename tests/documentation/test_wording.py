"""The wording of all texts that a user reads: lengths of titles, one spelling for each term."""

from __future__ import annotations

import ast
import functools
import re

import pytest
from msgspec import Struct

from documentation.texts import ROOT, Text, prose, texts
from privacy_gate.base.settings_files import decode_yaml


class Term(Struct, frozen=True):
    use: str
    avoid: list[str] = []
    first: list[str] = []


_FILE = ROOT / "documentation/vocabulary.yaml"
VOCABULARY = decode_yaml(_FILE.read_text(encoding="utf-8"), _FILE.name, list[Term])
AVOIDED = {one.use: one.avoid for one in VOCABULARY if one.avoid}
BEGINNINGS = {word for one in VOCABULARY for word in one.first}


@functools.cache
def all_texts() -> list[Text]:
    """Read in the tests, not at import: every worker imports this module."""
    return list(texts())


@pytest.mark.parametrize("use", AVOIDED)
def test_a_term_has_one_spelling(use: str) -> None:
    avoid = re.compile(rf"(?<![\w.-])(?:{'|'.join(AVOIDED[use])})(?![\w-])")

    found = [f"{one.place}: {one.text}" for one in all_texts() if avoid.search(prose(one.text))]

    assert not found, f"use {use!r}:\n" + "\n".join(found)


def test_a_title_has_four_to_eight_words() -> None:
    assert [one for one in all_texts() if one.kind == "title" and not 4 <= len(one.text.split()) <= 8] == []


def test_a_title_does_not_end_with_a_full_stop() -> None:
    assert [one for one in all_texts() if one.kind == "title" and one.text.endswith(".")] == []


def test_a_title_and_a_message_say_what_was_found() -> None:
    assert [one for one in all_texts() if one.kind in ("title", "message") and _first(one) in BEGINNINGS] == []


def test_a_why_and_a_remedy_are_sentences() -> None:
    assert [
        one for one in all_texts() if one.kind in ("why", "remedy") and not one.text.endswith((".", "`", '"'))
    ] == []


def test_no_sentence_is_longer_than_a_reader_can_hold() -> None:
    kinds = ("why", "remedy", "suggestion", "help")
    long = [one for one in all_texts() if one.kind in kinds for part in _sentences(one.text) if len(part.split()) > 35]

    assert long == []


def test_no_sentence_of_a_docstring_is_longer_than_a_reader_can_hold() -> None:
    long = [
        f"{file.relative_to(ROOT)}: {part}"
        for file in sorted((ROOT / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node))
        for part in _sentences(" ".join(text.split()))
        if len(part.split()) > 32
    ]

    assert long == []


def _first(one: Text) -> str:
    return one.text.split()[0].lower()


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?:;])\s+", prose(text))
