"""A text in pieces gives what the whole text gives, and little is held back."""

from __future__ import annotations

import random
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import splits
from privacy_gate.cleanroom.masking.byte_streams import ByteStream, encode
from privacy_gate.cleanroom.masking.json_streams import JsonStream
from privacy_gate.cleanroom.masking.mask import mask, mask_known
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.streams import TextStream, mask_stream, unmask_stream
from privacy_gate.cleanroom.masking.unmask import unmask
from tests.cleanroom.masking import made_up
from tests.cleanroom.masking.made_up import HOST, NAME


def _run(stream: TextStream, pieces: list[str]) -> str:
    return "".join([*map(stream.feed, pieces), stream.end()])


@settings(max_examples=300, derandomize=True)
@given(made_up.texts, made_up.splits)
def test_any_split_unmasks_alike(text: str, sizes: list[int]) -> None:
    pairs = made_up.new_map()
    masked = mask(text, made_up.marks(text), pairs).text

    assert _run(unmask_stream(pairs), made_up.pieces(masked, sizes)) == unmask(masked, pairs)


@settings(max_examples=300, derandomize=True)
@given(made_up.texts, made_up.splits)
def test_any_split_masks_alike(text: str, sizes: list[int]) -> None:
    whole = mask_known(text, made_up.known_map()).text

    if whole == mask_known(whole, made_up.known_map()).text:  # no literal stand-in
        assert _run(mask_stream(made_up.known_map()), made_up.pieces(text, sizes)) == whole


@settings(max_examples=300, derandomize=True)
@given(made_up.runs, st.sampled_from(["", "x", " "]), made_up.splits)
def test_any_split_masks_runs_alike(run: str, around: str, sizes: list[int]) -> None:
    text = f"{around}{run}{around}, {run}.{around}"
    whole = mask_known(text, made_up.known_map()).text

    assert _run(mask_stream(made_up.known_map()), made_up.pieces(text, sizes)) == whole
    assert _run(mask_stream(made_up.known_map()), list(text)) == whole


@pytest.mark.parametrize("unit", [NAME, "客户甲", HOST, "é.lan"])
@pytest.mark.parametrize("after", ["", "x"])
def test_a_long_run_takes_linear_work(unit: str, after: str) -> None:
    pairs, text = made_up.known_map(), unit * 300 + after
    counted = mock.Mock(side_effect=pairs.may_write)
    stream = TextStream(pairs.forth, counted, lambda _text, _found: ())

    assert _run(stream, list(text)) == text
    assert counted.call_count < 40 * len(text)


def test_every_split_in_two_and_character_by_character() -> None:
    pairs = made_up.new_map()
    text = f"ask {HOST}, then risk-score-max-{NAME} CalculateRiskScore."
    masked = mask(text, made_up.marks(text), pairs).text

    assert _run(unmask_stream(pairs), list(masked)) == text
    for at in range(len(masked) + 1):
        assert _run(unmask_stream(pairs), [masked[:at], masked[at:]]) == text


def test_little_is_held_back() -> None:
    pairs = made_up.known_map()
    pairs.sent.update(pairs.pairs)
    stream, given_out = unmask_stream(pairs), 0
    drawn = random.Random(7)  # noqa: S311
    text = "".join(drawn.choice(["a", "_", "-", " ", "PG_HOST_", "calculate", "é"]) for _ in range(2000))

    for at, character in enumerate(text, 1):
        given_out += len(stream.feed(character))
        assert at - given_out <= pairs.back.longest + 1


def test_nothing_is_held_back_after_a_space() -> None:
    pairs = made_up.new_map()
    mask(HOST, made_up.marks(HOST), pairs)

    assert unmask_stream(pairs).feed("Use it. ") == "Use it. "


def test_the_character_before_counts_only_in_its_string() -> None:
    pairs = made_up.known_map()
    pairs.sent.update(pairs.pairs)

    assert _run_json(pairs, ['["x-', 'score-limit", "score-limit"]']) == '["x-score-limit", "risk-score-max"]'
    assert _run_json(pairs, ['["x-', '","', "score-limit z", '"]']) == '["x-","risk-score-max z"]'


def _run_json(pairs: PairMap, pieces: list[str]) -> str:
    stream = JsonStream(pairs)
    return "".join([*map(stream.feed, pieces), stream.end()])


def test_a_long_string_that_may_be_json_comes_whole() -> None:
    pairs = made_up.new_map()
    masked = mask(HOST, made_up.marks(HOST), pairs).text
    stream = JsonStream(pairs)

    assert stream.feed('{"a": "  ') == '{"a": "'
    assert stream.feed("{") == ""
    assert stream.feed(f'\\"b\\": \\"{masked}\\"}}') == ""
    assert stream.feed('", "c": "x ') == f'  {{\\"b\\": \\"{HOST}\\"}}", "c": "x '


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", splits.KINDS)
def test_every_split(kind: str, seed: int) -> None:
    assert not list(splits.try_every_split(kind, random.Random(f"{kind} {seed}")))  # noqa: S311


@settings(max_examples=300, derandomize=True)
@given(st.binary(max_size=40), made_up.texts, st.binary(max_size=8), made_up.splits)
def test_bytes_outside_of_what_changes_stay(before: bytes, text: str, after: bytes, sizes: list[int]) -> None:
    pairs = made_up.new_map()
    masked = mask(text, made_up.marks(text), pairs).text.encode("utf-8", "surrogatepass")
    stream, at, out = ByteStream(unmask_stream(pairs)), 0, b""
    data = before + b" " + masked + b" " + after
    for size in sizes:
        out += stream.feed(data[at : at + size])
        at += size
    out += stream.feed(data[at:]) + stream.end()

    restored = unmask(data.decode("utf-8", "surrogateescape"), pairs)
    assert out == encode(restored)
    if not pairs.sent:
        assert out == data
