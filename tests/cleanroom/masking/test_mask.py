"""The laws of masking: what is masked comes back, twice is once, one original has one stand-in."""

from __future__ import annotations

import ast
import json
import shlex
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.cleanroom.masking.mask import Mark, mask, mask_known
from privacy_gate.cleanroom.masking.pairs import Pair, PairMap
from privacy_gate.cleanroom.masking.stand_ins import make_token, respell
from privacy_gate.cleanroom.masking.unmask import find_damaged, find_stand_ins, unmask
from privacy_gate.rules.placeholders import is_token
from tests.cleanroom.masking import made_up
from tests.cleanroom.masking.made_up import HOST, KEY, MAIL, NAME, SECRET

TOKEN = make_token("HOST", HOST, KEY)


def _has_stand_ins(text: str) -> bool:
    return bool(made_up.known_map().back.scan(text, lambda _stand_in: True).found)


@settings(max_examples=300, derandomize=True)
@given(made_up.texts)
def test_what_is_masked_comes_back(text: str) -> None:
    pairs = made_up.new_map()

    masked = mask(text, made_up.marks(text), pairs).text

    if not _has_stand_ins(text):
        assert unmask(masked, pairs) == text
        assert not any(original in masked for original in (HOST, MAIL, SECRET))
        assert mask(masked, made_up.marks(masked), pairs).text == masked


@settings(max_examples=300, derandomize=True)
@given(made_up.texts)
def test_what_is_known_comes_back(text: str) -> None:
    pairs = made_up.known_map()

    masked = mask_known(text, pairs).text

    assert made_up.find_run(masked) is None
    if not _has_stand_ins(text):
        assert unmask(masked, pairs) == text
        assert mask_known(masked, pairs).text == masked


@settings(max_examples=300, derandomize=True)
@given(made_up.runs, st.sampled_from(["", " ", "(", "\n", "é", '"', "x " * 400]), st.sampled_from(["", " ", ".", ")"]))
def test_originals_that_adjoin_one_another_do_not_leave(run: str, before: str, after: str) -> None:
    text = f"{before}{run}{after}"
    pairs = made_up.known_map()

    masked = mask_known(text, pairs).text

    assert not any(original in masked for original in made_up.ORIGINALS)
    assert unmask(masked, pairs) == text
    assert mask_known(masked, pairs).text == masked
    assert mask_known(text, PairMap(KEY, pairs.pairs.values())).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "FooBarFooBar",
        "FooBar_FooBar",
        "host1host2",
        "host1host1host2.",
        "fooBarfoo_bar",
        "foo-barshost1",
        "客户甲客户甲host1",
        "/srv/kb/srv/kb",
        "zK8#vQzK8#vQ",
    ],
)
@pytest.mark.parametrize("padding", ["", "filler words, " * 50])
def test_a_run_of_originals_gets_one_token(text: str, padding: str) -> None:
    originals = {"FooBar": "DataSet", "host1": "", "host2": "", "客户甲": "", "/srv/kb": "", "zK8#vQ": ""}
    pairs = PairMap(KEY)
    for original, name in originals.items():
        secret = "#" in original
        kind = "" if name else "HOST"
        pairs.add(Pair(name or pairs.new_token(kind, original), original, kind, secret))

    masked = mask_known(f"{padding}see {text} now", pairs)

    (change,) = masked.changes
    assert change.pair.original in (text, text.rstrip("."))
    assert is_token(change.instead)
    assert change.pair.secret is ("#" in text)
    assert unmask(masked.text, pairs) == f"{padding}see {text} now"


_SPELLED = st.builds(
    lambda words, form: form(words),
    st.lists(st.sampled_from(["value", "2", "data", "limit"]), min_size=1, max_size=2),
    st.sampled_from(
        ["_".join, "-".join, lambda words: "".join(map(str.title, words)), lambda words: "_".join(words) + "s"]
    ),
)


@settings(max_examples=300, derandomize=True)
@given(
    st.lists(_SPELLED, min_size=4, max_size=4), st.permutations(["cost_to_exit", "works-council", "CostToExit", "a_b"])
)
def test_stand_ins_that_are_variants_of_one_another_come_back(names: list[str], originals: list[str]) -> None:
    pairs, text = PairMap(KEY), " ".join(originals)
    places = [text.index(original) for original in originals]
    found = [
        Mark(at, at + len(original), "NAME", name=name)
        for at, original, name in zip(places, originals, names, strict=True)
    ]

    masked = mask(text, found, pairs).text

    assert unmask(masked, pairs) == text
    assert mask(masked, [], pairs).text == masked
    for variant in ("cost-to-exits", "CostToExit", "COST_TO_EXIT", "WorksCouncil"):
        known = mask_known(variant, pairs).text
        assert unmask(known, pairs) == variant


def test_an_original_within_a_longer_word_stays() -> None:
    pairs = made_up.known_map()

    for text in (f"x{HOST}", f"{NAME}{NAME}x", f"my_{NAME}", f"{NAME}2"):
        assert mask_known(text, pairs).text == text


@settings(max_examples=100, derandomize=True)
@given(made_up.texts, made_up.texts)
def test_one_original_has_one_stand_in(first: str, second: str) -> None:
    pairs = made_up.new_map()

    changes = [*mask(first, made_up.marks(first), pairs).changes, *mask(second, made_up.marks(second), pairs).changes]

    assert len({change.pair.stand_in for change in changes}) == len({change.pair.original for change in changes})


def test_a_token_is_the_same_without_being_stored() -> None:
    texts = [mask(HOST, [Mark(0, len(HOST), "HOST")], PairMap(key)).text for key in (KEY, KEY, b"x" * 32)]

    assert texts[0] == texts[1] == TOKEN != texts[2]
    assert all(map(is_token, texts))


def test_a_token_that_is_taken_gets_another_turn() -> None:
    pairs = PairMap(KEY, [Pair(TOKEN, "other.lan", "HOST")])

    assert mask(HOST, [Mark(0, len(HOST), "HOST")], pairs).text == make_token("HOST", HOST, KEY, 1)


def test_a_stand_in_that_is_met_literally_is_not_put_back() -> None:
    pairs = made_up.known_map()
    text = f"{TOKEN} and {HOST}, calculate_score and {NAME}"

    masked = mask(text, made_up.marks(text), pairs).text

    assert masked.startswith(f"{TOKEN} and PG_HOST_")
    assert masked.count(TOKEN) == 1
    assert unmask(masked, pairs) == text
    assert pairs.pairs[TOKEN].retired


def test_what_another_conversation_sent_stays() -> None:
    pairs = made_up.known_map()
    mask(HOST, made_up.marks(HOST), pairs)
    other = PairMap(KEY, pairs.pairs.values())

    assert unmask(TOKEN, pairs) == HOST
    assert unmask(TOKEN, other) == TOKEN
    assert list(find_damaged(TOKEN, other)) == [TOKEN]


def test_a_retired_pair_serves_the_conversation_that_has_it() -> None:
    pairs = PairMap(KEY, [Pair(TOKEN, HOST, "HOST", retired=True)], sent=[TOKEN])

    assert unmask(TOKEN, pairs) == HOST
    assert mask(HOST, made_up.marks(HOST), PairMap(KEY, pairs.pairs.values())).text != TOKEN


def test_a_secret_within_another_original_makes_it_one() -> None:
    pairs = made_up.new_map()
    masked = mask(f"say '{SECRET}'", made_up.marks(f"say '{SECRET}'"), pairs).text

    mask(masked, [Mark(0, len(masked), "TEXT")], pairs)

    assert all(pair.secret for pair in pairs.pairs.values())
    assert pairs.find(f"say '{SECRET}'") is not None


@pytest.mark.parametrize(
    "said",
    [
        TOKEN,
        TOKEN.lower(),
        TOKEN.title(),
        f"`{TOKEN}`",
        f'"{TOKEN}"',
        f"[{TOKEN}]",
        f"<{TOKEN}>",
        f"⟦{TOKEN}⟧",
        f"{TOKEN}服",
    ],
)
def test_a_token_is_known_again(said: str) -> None:
    pairs = made_up.new_map()
    mask(HOST, made_up.marks(HOST), pairs)

    assert HOST in unmask(said, pairs)
    assert not list(find_damaged(said, pairs))


@pytest.mark.parametrize(
    "said",
    [
        TOKEN[:-1],
        TOKEN.replace("_", "-"),
        TOKEN.replace("_", "\\_"),
        TOKEN.replace("_", ""),
        f"{TOKEN}_x",
        f"x_{TOKEN}",
    ],
)
def test_a_damaged_token_is_named_and_stays(said: str) -> None:
    pairs = made_up.new_map()
    mask(HOST, made_up.marks(HOST), pairs)

    assert unmask(said, pairs) == said
    assert list(find_damaged(said, pairs))


@pytest.mark.parametrize("said", ["PG_ADMIN_NAME", "pgadmin4", "PG_HOST_v2", "PG_HOST_0001"])
def test_a_name_of_postgresql_is_no_damaged_token(said: str) -> None:
    assert not list(find_damaged(said, made_up.new_map()))


def test_a_token_survives_where_values_stand() -> None:
    assert json.loads(f'{{"{TOKEN}": "{TOKEN}"}}') == {TOKEN: TOKEN}
    assert yaml.safe_load(f"{TOKEN}: {TOKEN}\n") == {TOKEN: TOKEN}
    assert shlex.split(f"curl {TOKEN}") == ["curl", TOKEN]
    assert urlsplit(f"https://{TOKEN}:80/{TOKEN}?{TOKEN}=1").netloc == f"{TOKEN}:80"
    assert ast.unparse(ast.parse(f"{TOKEN} = b'{TOKEN}'")) == f"{TOKEN} = b'{TOKEN}'"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("CALCULATE_SCORE", "CALCULATE_RISK_SCORE"),
        ("calculateScore", "calculateRiskScore"),
        ("calculate_scores", "calculate_risk_scores"),
        ("_calculate_score", "_calculate_risk_score"),
        ("src/calculate-scores/", "src/calculate-risk-scores/"),
        ("calculate-score", "calculate-risk-score"),
        ("Calculate score", "Calculate score"),
        ("my_calculate_score", "my_calculate_score"),
        ("calculate_score_2", "calculate_score_2"),
    ],
)
def test_variants_of_a_name_are_one_pair(said: str, expected: str) -> None:
    pairs = made_up.new_map()
    mask(NAME, made_up.marks(NAME), pairs)

    assert unmask(said, pairs) == expected
    assert mask_known(expected, pairs).text == said


def test_an_original_without_a_word_is_found_beside_words_in_a_long_text() -> None:
    pairs = made_up.known_map()
    text = f"{'filler words, ' * 100}{HOST} 客户甲 {NAME} x"

    masked = mask_known(text, pairs)

    assert [change.pair.original for change in masked.changes] == [HOST, "客户甲", NAME]
    assert unmask(masked.text, pairs) == text


@settings(max_examples=100, derandomize=True)
@given(made_up.texts)
def test_a_long_text_is_masked_as_a_short_one(text: str) -> None:
    short = mask_known(f" \n{text}", made_up.known_map())
    padded = " " * 600 + "\n"

    masked = mask_known(padded + text, made_up.known_map())

    assert masked.text[len(padded) :] == short.text[2:]


def test_an_ordinary_word_has_no_variants() -> None:
    assert respell("Value", "value", "rebate") is None


def test_names_in_other_case_get_the_variant_of_the_stand_in() -> None:
    pairs = made_up.new_map()
    mask(NAME, made_up.marks(NAME), pairs)

    assert pairs.find_variant("CalculateRiskScore") == "CalculateScore"
    assert pairs.find_variant("CalculateOther") is None


def test_places_are_those_of_the_text_that_was_masked() -> None:
    text = f"ask {HOST} and {NAME}"
    masked = mask(text, made_up.marks(text), made_up.new_map())

    assert [text[change.start : change.end] for change in masked.changes] == [HOST, NAME]
    assert [found.instead for found in find_stand_ins(masked.text, made_up.new_map())] == []
