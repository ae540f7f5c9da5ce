"""Entries are added to a person's settings file, and nothing else of it changes."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_edits import Entry, added_to_toml, added_to_yaml
from privacy_gate.base.settings_files import decode_yaml

TABLE = ("tool", "privacy-gate")


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
    written = added_to_yaml(before, "x.yaml", "glossary", ["a b"])

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
            '[tool.privacy-gate] # mine\nglossary = ["a b"]\nkeywords = ["x"]\n[tool.other]\nglossary = ["y"]\n',
        ),
        ('[tool.privacy-gate]\nglossary = ["old"]\n', '[tool.privacy-gate]\nglossary = ["a b", "old"]\n'),
        ("[tool.privacy-gate]\nglossary = []\n", '[tool.privacy-gate]\nglossary = ["a b"]\n'),
    ],
)
def test_toml_keeps_what_is_there(before: str, after: str) -> None:
    assert added_to_toml(before, "pyproject.toml", TABLE, "glossary", ["a b"]) == after


@pytest.mark.parametrize("before", ["glossary: 3\n", "{glossary: {a: b}}\n"])
def test_what_is_no_list_is_left_alone(before: str) -> None:
    with pytest.raises(GateError):
        added_to_yaml(before, "x.yaml", "glossary", ["a"])


ENTRIES: st.SearchStrategy[list[Entry]] = st.lists(
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
def test_whatever_is_added_is_read_again(first: list[Entry], second: list[Entry]) -> None:
    text = added_to_yaml(added_to_yaml("keywords: [x]\n", "x", "glossary", first), "x", "glossary", second)
    assert decode_yaml(text, "x", dict[str, Any]) == {"keywords": ["x"], "glossary": [*first, *second]}

    toml = added_to_toml("[tool.privacy-gate]\n", "x", TABLE, "glossary", first)
    toml = added_to_toml(toml, "x", TABLE, "glossary", second)
    assert json.dumps(tomllib.loads(toml)["tool"]["privacy-gate"]["glossary"]) == json.dumps([*second, *first])
