"""Tokens and neutral names come back from what formatters, parsers, shells and models make of an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest
import yaml
from markdown_it import MarkdownIt

from privacy_gate.cleanroom.masking.mask import mask
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.unmask import find_damaged, unmask
from tests.cleanroom.masking import made_up
from tests.cleanroom.masking.made_up import HOST, KEY, NAME


def _start(command: list[str], text: str) -> str:
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _format(text: str) -> str:
    return _start([sys.executable, "-m", "ruff", "format", "--isolated", "-"], text)


def _find_token(pairs: PairMap) -> str:
    pair = pairs.find(HOST)
    assert pair is not None
    return pair.stand_in


@pytest.fixture
def pairs() -> PairMap:
    made = PairMap(KEY)
    mask(f"{HOST} {NAME}", made_up.marks(f"{HOST} {NAME}"), made)
    return made


_TOOLS: dict[str, tuple[str, Callable[[str], str]]] = {
    "ruff": ("NAME( 'TOKEN',TOKEN ,b = {'TOKEN':NAME} )", _format),
    "json": (
        '{"TOKEN": ["TOKEN", "x TOKEN/NAME"]}',
        lambda text: json.dumps(json.loads(text), indent=4, sort_keys=True),
    ),
    "yaml": ("TOKEN: [TOKEN, 'NAME']\nhost: TOKEN:443\n", lambda text: yaml.safe_dump(yaml.safe_load(text))),
    "yaml, flow": ("a: {TOKEN: NAME}", lambda text: yaml.safe_dump(yaml.safe_load(text), default_flow_style=True)),
    "Markdown": ("**TOKEN**, _NAME_, `TOKEN`, [TOKEN](https://TOKEN/NAME)\n\n- TOKEN\n", MarkdownIt().render),
    "Markdown table": ("| a | TOKEN |\n|---|---|\n| NAME | TOKEN |\n", MarkdownIt("commonmark").enable("table").render),
    "URL": ("https://TOKEN:8/NAME?TOKEN=NAME#TOKEN", lambda text: urlsplit(text).geturl()),
    "URL, quoted": ("é /TOKEN?x=NAME&y=TOKEN", lambda text: quote(text, safe="/?=&")),
}


@pytest.mark.parametrize("tool", _TOOLS)
def test_what_a_tool_writes_is_restored(tool: str, pairs: PairMap) -> None:
    answer, write = _TOOLS[tool]
    token = _find_token(pairs)

    written = write(answer.replace("TOKEN", token).replace("NAME", "calculate_score"))

    restored = unmask(written, pairs)
    assert written.count(token) == restored.count(HOST) > 0
    assert written.count("calculate_score") == restored.count(NAME)
    assert not list(find_damaged(written, pairs))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
@pytest.mark.parametrize(
    "line", ["echo TOKEN", 'X=TOKEN; echo "$X/$X" NAME', "printf %s\\\\n 'TOKEN'", "cat <<E\nTOKEN NAME\nE"]
)
def test_what_a_shell_prints_is_restored(line: str, pairs: PairMap) -> None:
    token = _find_token(pairs)

    printed = _start(["sh", "-c", line.replace("TOKEN", token).replace("NAME", "calculate_score")], "")

    assert printed.count(token) == unmask(printed, pairs).count(HOST) > 0


@pytest.mark.parametrize(
    "said",
    [
        "'TOKEN'",
        '"TOKEN"',
        "`TOKEN`",
        "“TOKEN”",
        "«TOKEN»",
        "(TOKEN)",
        "[TOKEN]",
        "<TOKEN>",
        "{TOKEN}",
        "{{TOKEN}}",
        "$TOKEN",
        "${TOKEN}",
        "%TOKEN%",
        "@TOKEN",
        "TOKEN's",
        "TOKEN.",
        "TOKEN:443",
        "https://TOKEN/",
        "x@TOKEN",
        "TOKEN-TOKEN",
        "⟦TOKEN⟧",
    ],
)
@pytest.mark.parametrize("case", [str, str.lower, str.upper, str.title])
def test_what_a_model_puts_around_a_token(said: str, case: Callable[[str], str], pairs: PairMap) -> None:
    written = said.replace("TOKEN", case(_find_token(pairs)))

    assert unmask(written, pairs) == said.replace("TOKEN", HOST)


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("case", [str, str.lower])
def test_a_stand_in_right_after_an_escape_of_a_url_is_restored(
    times: int, case: Callable[[str], str], pairs: PairMap
) -> None:
    written = f'a/{_find_token(pairs)} "calculate_score" «{_find_token(pairs)}»é{_find_token(pairs)}'
    for _ in range(times):
        written = case(quote(written, safe=""))

    assert unmask(written, pairs) == written.replace(case(_find_token(pairs)), HOST).replace("calculate_score", NAME)
    assert not list(find_damaged(written, pairs))


def test_a_damaged_token_right_after_an_escape_is_named(pairs: PairMap) -> None:
    written = f"%252F{_find_token(pairs)[:-1]} %2F{_find_token(pairs)[:-1]}"

    assert unmask(written, pairs) == written
    assert list(find_damaged(written, pairs)) == [_find_token(pairs)[:-1]] * 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:-1],
        lambda token: token[:-2] + ("b2" if token[-2:] != "b2" else "c3"),
        lambda token: token.replace("_", "-"),
        lambda token: token.replace("_", "\\_"),
        lambda token: token.replace("_", " "),
        lambda token: token.replace("_", ""),
        lambda token: f"{token}_1",
        lambda token: token.replace("HOST", "HOSTS"),
    ],
)
def test_a_damaged_token_is_named_and_never_guessed(damage: Callable[[str], str], pairs: PairMap) -> None:
    token = _find_token(pairs)
    written = damage(token)

    assert unmask(f"use {written} now", pairs) == f"use {written} now"
    assert list(find_damaged(f"use {written} now", pairs))


@pytest.mark.parametrize(
    ("original", "said"),
    [
        ("calculate_risk_score", "calculate_score"),
        ("CalculateRiskScore", "CalculateScore"),
        ("calculateRiskScore", "calculateScore"),
        ("CALCULATE_RISK_SCORE", "CALCULATE_SCORE"),
        ("calculate_risk_scores", "calculate_scores"),
        ("src/calculate-risk-scores/a.py", "src/calculate-scores/a.py"),
        ("calculate-risk-score", "calculate-score"),
        ("_calculate_risk_score", "_calculate_score"),
        ("CalculateRiskScores()", "CalculateScores()"),
    ],
)
def test_variants_of_a_name_are_one_pair_in_both_directions(original: str, said: str, pairs: PairMap) -> None:
    masked = mask(original, made_up.marks(original) if original == NAME else [], pairs).text

    assert unmask(said, pairs) == original
    assert len([pair for pair in pairs.used() if not pair.kind]) == 1
    assert "risk" not in masked or original != NAME
