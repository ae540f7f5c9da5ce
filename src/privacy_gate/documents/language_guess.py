"""Guess the language of code whose language is not named: a fence without a tag, or text on standard input.

Each language has a few typical kinds of lines. There is no guess if a text has fewer than two of them, if two languages
are equally likely, or if the text looks like prose.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from privacy_gate.base.language_table import Language
from privacy_gate.documents.languages import language_of_tag

_LONGEST = 20_000  # maximum number of code points to examine
_WORDS = (
    "return|import|from|const|let|var|end|else|fi|done|then|if|for|while|select|where|join|order by|group by|and|or|on"
    "|package|use|break|continue|pass|try|do"
)
_CODE_LINE = re.compile(
    r"[^\n]{0,500}[;{}(),\[\]:=>\\]$"
    r"|\s{0,80}(?://|#|/\*|\*|--|@|\}|\)|\]|<)"
    r"|[^\n]{0,200}(?:\w\(|\w\.\w+\(|[ ]=[ ]|==|->|=>|::|\$\w)"
    rf"|\s{{0,80}}(?:{_WORDS})\b",
    re.IGNORECASE,
)
_PROSE_LINE = re.compile(
    r"[^\n]{0,300}[^\W\d_]{2,} [^\W\d_]{2,} [^(){};=<>]{0,200}[.!?]$|\s{0,40}(?:[-*+]|\d{1,3}\.)[ ]{1,4}[\w*`\"\[]"
)
_DATA = re.compile(r"\s{0,200}(?:[{\[]\s{0,200}[\"{\[\d}\]]|---\s)")  # JSON, front matter


def guess(text: str) -> Language | str | None:
    """Return the language of a text that is only code: `python`, another language, or None if it is uncertain."""
    lines = [line.rstrip() for line in text[:_LONGEST].split("\n") if line.strip()][:150]
    if len(lines) < 2 or _DATA.match(text):
        return None
    scores = sorted(((_score(lines, name), name) for name in _signs()), reverse=True)
    (best, name), (second, runner_up) = scores[0], scores[1]
    if {name, runner_up} <= {"typescript", "javascript"}:
        name = "typescript" if _score(lines, "typescript") >= 1 else "javascript"
        second = scores[2][0]
    elif {name, runner_up} <= {"c", "cpp"}:
        name = "cpp" if _score(lines, "cpp") >= 1 else "c"
        second = scores[2][0]
    if best < 2 or best < 1.4 * second or not _is_all_code(lines, name):
        return None
    return name if name == "python" else language_of_tag(name)


_COMMENTS = ("//", "#", "* ", "/*", "--", "<!--", '"')


@cache
def _signs() -> dict[str, list[re.Pattern[str]]]:
    import tomllib

    record = tomllib.loads(Path(__file__).with_name("guesses.toml").read_text(encoding="utf-8"))
    return {language: [re.compile(sign) for sign in signs] for language, signs in record.items()}


def _is_all_code(lines: list[str], language: str) -> bool:
    """Whether most lines look like code in this language or any other, and very few look like prose."""
    unknown = [line for line in lines if not any(sign.match(line[:400]) for sign in _signs()[language])]
    strange = sum(not _CODE_LINE.match(line) for line in unknown)
    prose = sum(bool(_PROSE_LINE.match(line[:500])) and not line.lstrip().startswith(_COMMENTS) for line in unknown)
    return strange <= 0.4 * len(lines) and prose <= 0.1 * len(lines)


def _score(lines: list[str], language: str) -> float:
    """Return how many kinds of typical lines of a language the text has, with a little more for repeated ones."""
    score = 0.0
    for sign in _signs()[language]:
        hits = sum(bool(sign.match(line[:400])) for line in lines)
        score += min(hits, 1) + 0.25 * max(0, min(hits, 5) - 1)
    return score
