"""The strings of a JSON text: what they say, and that nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.json_strings import SpanEdit, decode_string, view_json

_TEXTS = st.text(st.sampled_from([*'ab"\\/{[:, \n\té日\U0001f642', "\ud83d", "\udc00"]), max_size=12)
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(_TEXTS, inner, min_size=1, max_size=3),
        inner.map(json.dumps),
    ),
    max_leaves=6,
)


@settings(max_examples=300, derandomize=True)
@given(_TEXTS, st.booleans())
def test_a_string_is_decoded_as_json_does(text: str, ascii_only: bool) -> None:
    written = json.dumps(text, ensure_ascii=ascii_only)

    decoded = decode_string(written[1:-1])

    assert decoded.text == json.loads(written)
    assert [decoded.place(at) for at in (0, len(decoded.text))] == [0, len(written) - 2]


@settings(max_examples=300, derandomize=True)
@given(_VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_only_what_is_replaced_changes(value: Any, ascii_only: bool, indent: int | None) -> None:
    written = json.dumps([value], ensure_ascii=ascii_only, indent=indent) + "\n"
    view = view_json(written)
    if view is None:
        return

    assert view.replace([]) == written
    edits = [
        SpanEdit(at, at + 1, "x") for start, end in view.strings for at in range(start, end) if view.text[at] == "a"
    ]
    assert "".join(json.dumps(json.loads(view.replace(edits)))) == json.dumps([value]).replace("a", "x")


def test_json_in_a_string_reads_as_its_strings() -> None:
    view = view_json(r'{"\u0048al":"[\"\\nb\"]", "n": 1}' + "\n" + r'{"c": "\\d"}')

    assert view is not None
    assert view.text == '{"Hal":"["\nb"]", "n": 1}\n{"c": "\\d"}'
    with pytest.raises(ValueError, match="outside"):
        view.replace([SpanEdit(19, 20, "x")])


@pytest.mark.parametrize("text", ["{", r"{\n}", '{"a": "b"}', r'"\n"', r'["\n"] x', r"\n", "[" * 10_000 + "\\"])
def test_what_is_no_json_or_reads_as_it_is_has_no_view(text: str) -> None:
    assert view_json(text) is None
