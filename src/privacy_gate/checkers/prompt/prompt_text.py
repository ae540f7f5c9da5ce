"""Split a prompt into the tokens that matter for its form.

A *value* is a number, a quoted text, or a code span with a value. *Code* is a code span that is only a name. A *name*
is an identifier. There are also *words*, *arrows* and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.checkers.prompt.section_names import fold


class Token(Struct, frozen=True):
    """A token of a prompt. `word` is its text, folded (lower case, no accents).

    `kind` is one of: word, value, code, name, arrow, open, close, stop, end (of a paragraph or list item), newline,
    mark.
    """

    kind: str
    word: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""(?P<tick>`{1,2}[^`\n]{1,300}`{1,2})
    |(?P<quoted>\[\]|\{\}|"[^"\n]{0,200}"|(?<!\w)'[^'\n]{0,120}'(?!\w)|«[^»\n]{0,200}»|“[^”\n]{0,200}”|„[^“”"\n]{0,200}[“”"])
    |(?P<arrow>-{1,2}>|={1,3}>|[→⇒↦⟶⟹➜]|={2,3}|:=|(?<![<>!=.])=(?![=>]))
    |(?P<number>(?<![\w.])[-+±]?(?:0[xX][0-9a-fA-F]{1,32}|\d[\w.,:%°€$£/-]{0,40}))
    |(?P<name>[^\W\d]\w{0,60}(?:(?:::|\.|\#)[^\W\d]\w{0,60}){1,6}(?:\(\))?|[^\W\d]\w{0,60}\()
    |(?P<word>[^\W\d_][^\W_]{0,40}+(?!\w)(?:[\u2019'][^\W\d_]{1,20})?|\w{1,60})
    |(?P<stop>[.!?](?=\s|$)|;|…)
    |(?P<end>\n[ \t]{0,40}(?:\n|(?=[-*+•|#]\s|\(?\w{1,2}[.)]\s)))
    |(?P<newline>\n)
    |(?P<open>[(\[{])|(?P<close>[)\]}])
    |(?P<mark>[,:|$<>/\\%&+-])""",
    re.VERBOSE,
)
_VALUE_IN_CODE = re.compile(r"[\d\"'\[{(]|\s-|^\W+$| ")
_ELIDED = re.compile(r"(?i)([a-z]|qu|jusqu|lorsqu|puisqu)[\u2019'](?=\w)")
_CAMEL = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]|_|\d")


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of a text between two offsets, in order. The time is linear in the length."""
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        kind, raw = str(match.lastgroup), match[0]
        word = ""
        if kind == "tick":
            word = raw.strip("`")
            kind = "value" if _VALUE_IN_CODE.search(word) and not _is_signature(word) else "code"
        elif kind in ("quoted", "number"):
            kind, word = "value", raw
        elif kind == "name":
            if raw.endswith("("):
                found.append(Token("name", raw[:-1], match.start(), match.end() - 1))
                found.append(Token("open", "(", match.end() - 1, match.end()))
                continue
            word = raw
        elif kind == "word":
            elided = _ELIDED.match(raw)
            if elided:  # l'exportateur, d'audit, qu'après
                found.append(Token("word", elided[1].lower(), match.start(), match.start() + len(elided[1])))
                raw = raw[elided.end() :]
            kind = "name" if _CAMEL.search(raw) else "word"
            word = fold(raw) if kind == "word" else raw
            found.append(Token(kind, word, match.end() - len(raw), match.end()))
            continue
        else:
            word = raw
        found.append(Token(kind, word, match.start(), match.end()))
    return found


_TYPED = re.compile(
    r"\w\s?:\s?\w|\b(?:def|fn|fun|func|function|int|void|bool|string|char|uint\w*|size_t|const)\b|->", re.IGNORECASE
)


def _is_signature(code: str) -> bool:
    """Whether a code span declares a function. Numbers in it are part of its types, and no values."""
    return "(" in code and (
        _TYPED.search(code) is not None or not re.search(r"[\d\"'\[{]|\(\)", code.partition("(")[2])
    )


_LONGEST = 200  # tokens
_SHORT = words("short")


def sentences(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the sentences. A full stop, a semicolon, a blank line or a new list item ends a sentence."""
    sentence: list[Token] = []
    for token in found:
        if token.word == "." and sentence and sentence[-1].end == token.start and _is_short(sentence[-1].word):
            continue
        if token.kind in ("stop", "end"):
            if sentence:
                yield sentence
            sentence = []
        elif token.kind != "newline":
            sentence.append(token)
            if len(sentence) == _LONGEST:  # a longer text is no sentence, and the time stays linear
                yield sentence
                sentence = []
    if sentence:
        yield sentence


def _is_short(word: str) -> bool:
    return word.lower() in _SHORT or (len(word) == 1 and word.isalpha())
