"""Globs as people write them, and as nobody should."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.globs import glob
from tests.work import must_end


@pytest.mark.parametrize(
    ("pattern", "matched", "not_matched"),
    [
        ("[a-c].py", "x/b.py", "d.py"),
        ("[!a-c].py", "d.py", "b.py"),
        ("[^a].py", "b.py", "a.py"),
        ("[&&]", "&", "a"),
        ("[[a]", "[", "b"),
        ("[a||b~~]", "|", "c"),
        ("[\\]", "\\", "a"),
        ("[--0]", "-", "a"),
        ("[a-]", "-", "b"),
        ("[z-a]", "[z-a]", "m"),  # a range that runs backwards is taken by its letters
        ("[a--]", "[a--]", "b"),
        ("[]a", "[]a", "a"),
    ],
)
def test_a_class_of_characters_in_a_glob(pattern: str, matched: str, not_matched: str) -> None:
    assert glob((pattern,)).fullmatch(matched)
    assert not glob((pattern,)).fullmatch(not_matched)


# the same as without any cleverness ------------------------------------------------------------------------


def plain(pattern: str) -> re.Pattern[str]:
    """As the documentation says it, tried in every way that there is."""
    anchored = "/" in pattern.rstrip("/")
    pattern = pattern.removeprefix("/")
    pattern += "**" if pattern.endswith("/") else ""
    out = "" if anchored else "(?:.*/)?"
    for step in re.findall(r"(?:(?<=/)|\A)\*{2,}/|/\*{2,}\Z|\*{2,}|.", pattern, re.DOTALL):
        forms = {"*": "[^/]*", "?": "[^/]"}
        if len(step) > 1:
            out += "(?:.*/)?" if step.endswith("/") else "/.*" if step.startswith("/") else ".*"
        else:
            out += forms.get(step, re.escape(step))
    return re.compile(f"(?s:{out})")


@settings(max_examples=600)
@given(
    st.text(alphabet=st.sampled_from("ab/*?*."), max_size=9),
    st.lists(st.text(alphabet=st.sampled_from("aab//."), max_size=9), min_size=1, max_size=12),
)
def test_a_glob_matches_what_it_says(pattern: str, paths: list[str]) -> None:
    made, reference = glob((pattern,)), plain(pattern)

    assert [bool(made.fullmatch(path)) for path in paths] == [bool(reference.fullmatch(path)) for path in paths]


def test_all_short_paths() -> None:
    paths = ["".join(letters) for size in range(6) for letters in product("ab/", repeat=size)]
    steps = ("a", "b", "*", "**", "/", "**/")
    for pattern in {"".join(parts) for size in range(1, 5) for parts in product(steps, repeat=size)}:
        made, reference = glob((pattern,)), plain(pattern)
        wrong = [path for path in paths[::7] if bool(made.fullmatch(path)) != bool(reference.fullmatch(path))]
        assert not wrong, (pattern, wrong[:3])


@pytest.mark.parametrize(
    "pattern",
    ["*" * 400, "*a" * 40 + "b", "**a" * 40 + "b", "**/a/" * 40 + "b", "**/*a/" * 30 + "b", "a**/" * 30 + "b"],
)
@pytest.mark.parametrize("path", ["a" * 1500, "a/" * 700, "aa/" * 400])
def test_many_stars_take_no_longer_than_few(pattern: str, path: str) -> None:
    expression = glob((pattern,))
    with must_end():  # tried in every way it would take years
        expression.fullmatch(path)
