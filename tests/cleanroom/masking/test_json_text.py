"""Inside JSON only what is replaced changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.cleanroom.masking.json_text import mask_json, unmask_json
from privacy_gate.cleanroom.masking.mask import mask
from tests.cleanroom.masking import made_up
from tests.cleanroom.masking.made_up import HOST, SECRET

_VALUES = st.recursive(
    st.one_of(made_up.texts, st.integers(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(made_up.texts, inner, max_size=3), inner.map(json.dumps)
    ),
    max_leaves=6,
)


def _masked_values(value: Any, pairs: Any) -> Any:
    if isinstance(value, str):
        try:
            inner = json.loads(value) if value.lstrip()[:1] in ("{", "[") else None
        except ValueError:
            inner = None
        if inner is not None:
            return _masked_values(inner, pairs)
        return mask(value, made_up.marks(value), pairs).text
    if isinstance(value, list):
        return [_masked_values(one, pairs) for one in value]
    if isinstance(value, dict):
        return [[_masked_values(key, pairs), _masked_values(one, pairs)] for key, one in value.items()]
    return value


@settings(max_examples=200, derandomize=True)
@given(_VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_strings_are_masked_as_texts_are(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    pairs, same = made_up.new_map(), made_up.new_map()

    masked = mask_json(text, made_up.marks, pairs)

    parsed = json.loads(masked, object_pairs_hook=lambda items: [list(one) for one in items])
    assert _unwrapped(parsed) == _masked_values(value, same)
    if not pairs.met:
        assert json.loads(unmask_json(masked, pairs)) == value
    if not pairs.sent:
        assert masked == text


def _unwrapped(value: Any) -> Any:
    """JSON in strings as what it says."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return _unwrapped(json.loads(value, object_pairs_hook=lambda items: [list(one) for one in items]))
        except ValueError:
            return value
    return [_unwrapped(one) for one in value] if isinstance(value, list) else value


def test_everything_else_stays_character_for_character() -> None:
    text = f'{{ "caf\\u00e9\\/{HOST}" :1.50e1,\n"x":"\\ud83d\\ude42 {HOST}\\n","{SECRET}":[ ] }}'
    pairs = made_up.new_map()

    masked = mask_json(text, made_up.marks, pairs)

    token, secret = pairs.find(HOST), pairs.find(SECRET)
    assert token is not None
    assert secret is not None
    assert masked == text.replace(HOST, token.stand_in).replace(SECRET, secret.stand_in)
    assert unmask_json(masked, pairs) == text
    assert SECRET not in unmask_json(masked, pairs, secrets=False)


def test_json_in_a_string_of_json() -> None:
    inner = json.dumps({"host": HOST, "deeper": json.dumps([f'"{HOST}"'])})
    text = json.dumps({"arguments": inner})
    pairs = made_up.new_map()

    masked = mask_json(text, made_up.marks, pairs)

    pair = pairs.find(HOST)
    assert pair is not None
    assert masked == text.replace(HOST, pair.stand_in)
    assert unmask_json(masked, pairs) == text


@pytest.mark.parametrize("text", ["{", "", '{"a": }', '"a" "b"', "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        mask_json(text, made_up.marks, made_up.new_map())


def test_json_that_nests_deeply_in_strings_takes_linear_time() -> None:
    text = '""'
    for _ in range(14):
        text = json.dumps([text])

    assert mask_json(text, made_up.marks, made_up.new_map()) == text
