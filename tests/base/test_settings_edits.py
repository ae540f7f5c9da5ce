"""Entries are added to a person's settings file, and nothing else of it changes."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_edits import add_entries
from privacy_gate.base.settings_files import decode_yaml

KEY = ("glossary",)
TOML_KEY = ("tool", "privacy-gate", "glossary")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "glossary:\n  - a b\n"),
        ("# mine\nkeywords: [x]", "# mine\nkeywords: [x]\n\nglossary:\n  - a b\n"),
        ("glossary: [old] # why\nkeywords: [x]\n", "glossary: [old, a b] # why\nkeywords: [x]\n"),
        ("glossary: []\n", "glossary: [a b]\n"),
        ("glossary: [\n  old,  # why\n  other,\n]\n", None),
        ("glossary:\n- old # why\n# end\nkeywords: [x]\n", "glossary:\n- old # why\n- a b\n# end\nkeywords: [x]\n"),
        (
            "glossary:\n    - old\n    - term: two\n      confidential: true\n\n# next\nkeywords: [x]\n",
            "glossary:\n    - old\n    - term: two\n      confidential: true\n    - a b\n\n# next\nkeywords: [x]\n",
        ),
        ("glossary:\n  - old", "glossary:\n  - old\n  - a b\n"),
        ("glossary:\n  - 'x # y'\n", "glossary:\n  - 'x # y'\n  - a b\n"),
    ],
)
def test_yaml_keeps_what_is_there(before: str, after: str | None) -> None:
    written = add_entries(before, "yaml", "x.yaml", KEY, ["a b"])

    if after is None:
        old = decode_yaml(before, "x.yaml", dict[str, Any])
        assert decode_yaml(written, "x.yaml", dict[str, Any]) == {"glossary": [*old["glossary"], "a b"]}
        assert "# why" in written
    else:
        assert written == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[tool.privacy-gate]\n", '[tool.privacy-gate]\nglossary = ["a b"]\n'),
        (
            '[tool.privacy-gate] # mine\nkeywords = ["x"]\n[tool.other]\nglossary = ["y"]\n',
            '[tool.privacy-gate] # mine\nkeywords = ["x"]\nglossary = ["a b"]\n[tool.other]\nglossary = ["y"]\n',
        ),
        ('[tool.privacy-gate]\nglossary = ["old"]\n', '[tool.privacy-gate]\nglossary = ["old", "a b"]\n'),
        ("[tool.privacy-gate]\nglossary = []\n", '[tool.privacy-gate]\nglossary = ["a b"]\n'),
    ],
)
def test_toml_keeps_what_is_there(before: str, after: str) -> None:
    assert add_entries(before, "toml", "pyproject.toml", TOML_KEY, ["a b"]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('glossary = [\n    "x", # why\n]\n', 'glossary = [\n    "x", # why\n    "a b",\n]\n'),
        ('glossary = ["x"]\n\n# of the other\n[other]\n', 'glossary = ["x", "a b"]\n\n# of the other\n[other]\n'),
        ("x = 1\n\n# of the other\n[other]\n", 'x = 1\nglossary = ["a b"]\n\n# of the other\n[other]\n'),
        ("x = 1\r\n[other]\r\n", 'x = 1\r\nglossary = ["a b"]\r\n[other]\r\n'),
    ],
)
def test_toml_keeps_layout_and_comments(before: str, after: str) -> None:
    head = "[tool.privacy-gate]\r\n" if "\r" in before else "[tool.privacy-gate]\n"

    assert add_entries(head + before, "toml", "pyproject.toml", TOML_KEY, ["a b"]) == head + after


@pytest.mark.parametrize("before", ["glossary: 3\n", "{glossary: {a: b}}\n"])
def test_what_is_no_list_is_left_alone(before: str) -> None:
    with pytest.raises(GateError):
        add_entries(before, "yaml", "x.yaml", KEY, ["a"])


ENTRIES: st.SearchStrategy[list[Any]] = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20),
        st.fixed_dictionaries(
            {"term": st.from_regex(r"[a-z: #'\"]{1,9}", fullmatch=True), "confidential": st.booleans()}
        ),
    ),
    min_size=1,
    max_size=4,
)


@given(ENTRIES, ENTRIES)
def test_whatever_is_added_is_read_again(first: list[Any], second: list[Any]) -> None:
    wanted = [*first, *(entry for entry in second if entry not in first)]

    text = add_entries(add_entries("keywords: [x]\n", "yaml", "x", KEY, first), "yaml", "x", KEY, second)
    assert decode_yaml(text, "x", dict[str, Any]) == {"keywords": ["x"], "glossary": wanted}

    toml = add_entries("[tool.privacy-gate]\n", "toml", "x", TOML_KEY, first)
    toml = add_entries(toml, "toml", "x", TOML_KEY, second)
    assert json.dumps(tomllib.loads(toml)["tool"]["privacy-gate"]["glossary"]) == json.dumps(wanted)
