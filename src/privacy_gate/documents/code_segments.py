"""Split code in any language except Python into segments, with the best available parser.

tree-sitter finds comments, strings and names. Pygments finds comments, strings and some names. `tokens` finds comments
and strings approximately. If tree-sitter cannot be used, the document has a shortfall.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from privacy_gate.base.language_table import Language
from privacy_gate.documents import languages, pygments_reader, tokens, tree_sitter_reader
from privacy_gate.documents.grammar import Grammar, grammar
from privacy_gate.documents.parse_limits import is_hard
from privacy_gate.documents.reader_result import MarkedSpan, Marks, Reading, fill_gaps, join_stretches
from privacy_gate.documents.tree_sitter_parsing import TooHard, Unavailable
from privacy_gate.model import Kind, Name, NameKind, Segment

_TEST = re.compile(r"_{0,2}[tT]est(?=[_A-Z\d]|$)")
_CONSTANT = re.compile(r"[A-Z][A-Z\d]*(?:_[A-Z\d]+)*")
_SHOUTED = frozenset({"bash", "dockerfile", "sql"})  # languages in which a name in capitals need not be a constant
_AROUND = "$@#:`'\"&*!?=-"
_NOBODYS = frozenset({"_", "this", "self", "constructor", "__construct", "main"})
_NAME = re.compile(r"[^\s\"'`(){};,]{1,200}")


def read(text: str, at: int, language: Language, depth: int = 0) -> Reading:
    """Return the segments and names of a piece of code that begins at `at` in its document."""
    found, shortfall = _marks(text, language)
    if found is None:
        segments = [Segment(at, at + len(text), Kind.PROSE, language.name)] if text else []
        return Reading(segments, [], [shortfall] if shortfall else [])
    wanted = grammar(language.name)
    marks = list(_find_doc_comments(text, found.marks, wanted)) if wanted.documented else found.marks
    names = _names(text, found.names + list(_find_by_pattern(text, marks, wanted)), language)
    own = Reading(
        list(fill_gaps(marks, at, at + len(text), language.name)),
        [Name(at + name.start, at + name.end, name.kind) for name in names],
        [shortfall] if shortfall else [],
    )
    return _add_embedded(own, text, at, found.embedded, depth) if found.embedded and depth < 3 else own


def _marks(text: str, language: Language) -> tuple[Marks | None, str | None]:
    """Return the marks of the best available parser, and its shortfall. The marks are None if the text is prose."""
    wanted = grammar(language.name)
    why = None
    hard = is_hard(text, language.name)
    if language.wheel:
        try:
            if not hard:
                return tree_sitter_reader.read(text, _entry(language, text)), None
        except Unavailable:
            extra = "" if language.core else ": pip install 'privacy-gate[languages]'"
            why = f"The {language.name} parser is not installed, so some identifiers were not checked{extra}"
        except TooHard:
            hard = True
    if language.lexer and not hard:
        try:
            return pygments_reader.read(
                text, language.lexer, wanted.docs, names=not wanted.patterns or bool(language.wheel)
            ), why
        except Unavailable:
            why = f"The {language.name} parser is not installed, so comments and code were separated only roughly"
        except TooHard:
            hard = True
    if hard:
        why = f"The {language.name} parser cannot read this code, so its identifiers were not checked"
    if language.family:
        return Marks(tokens.read(text, language.family, wanted.docs), []), why
    return None, (why or f"No parser supports {language.name}") + ". The text was read as prose"


def _entry(language: Language, text: str) -> Language:
    """Return the language, or PHP without tags for a text that has no opening tag, which is common in prompts."""
    if language.name == "php" and "<?" not in text:
        return Language(language.name, wheel=language.wheel, entry="language_php_only")
    return language


def _find_doc_comments(text: str, marks: list[MarkedSpan], wanted: Grammar) -> Iterator[MarkedSpan]:
    """Yield the marks. Comments directly above a definition become docstrings (Go, Ruby).

    If consecutive comments precede a definition, all of them become docstrings.
    """
    below = re.compile(rf"\r?\n{wanted.documented}")
    out: list[MarkedSpan] = []
    documents, after = False, -1
    for mark in reversed(marks):
        judged = mark
        if mark.kind is Kind.COMMENT:
            adjacent = after >= 0 and text[mark.end : after].strip(" \t\r") == "\n"
            documents = bool(below.match(text, mark.end)) or (documents and adjacent)
            alone = not text[text.rfind("\n", 0, mark.start) + 1 : mark.start].strip()
            judged = MarkedSpan(mark.start, mark.end, Kind.DOCSTRING) if documents and alone else mark
            after = mark.start
        out.append(judged)
    yield from reversed(out)


def _find_by_pattern(text: str, marks: list[MarkedSpan], wanted: Grammar) -> Iterator[Name]:
    patterns = wanted.name_patterns()
    if not patterns:
        return
    comments = [mark for mark in marks if mark.kind in (Kind.COMMENT, Kind.DOCSTRING)]
    starts = [mark.start for mark in comments]
    for kind, pattern in patterns:
        for found in pattern.finditer(text):
            before = bisect.bisect_right(starts, found.start(1)) - 1
            if before < 0 or found.start(1) >= comments[before].end:
                yield Name(found.start(1), found.end(1), kind)


def _names(text: str, found: list[Name], language: Language) -> list[Name]:
    """Return the names in order and without duplicates, sigils and quotes. Their spelling may change the kind."""
    spans: dict[tuple[int, int], NameKind] = {}
    for name in found:
        start, end = _bare(text, name)
        word = text[start:end]
        if not _NAME.fullmatch(word) or word in _NOBODYS:
            continue
        kind = name.kind
        if kind is NameKind.FUNCTION and _TEST.match(word):
            kind = NameKind.TEST
        elif kind in (NameKind.VARIABLE, NameKind.ATTRIBUTE) and len(word) > 1 and _CONSTANT.fullmatch(word):
            kind = kind if language.name in _SHOUTED else NameKind.CONSTANT
        spans.setdefault((start, end), kind)
    return [Name(start, end, kind) for (start, end), kind in sorted(spans.items())]


def _bare(text: str, name: Name) -> tuple[int, int]:
    start, end = name.start, name.end
    while start < end and text[start] in _AROUND:
        start += 1
    while end > start and text[end - 1] in _AROUND:
        end -= 1
    return start, end


def _add_embedded(own: Reading, text: str, at: int, embedded: list[tuple[int, int, str]], depth: int) -> Reading:
    """Return a reading in which embedded code in other languages is replaced by its own reading."""
    inner = []
    for start, end, tag in embedded:
        language = languages.language_of_tag(tag)
        piece = text[start:end]
        if language:
            inner.append(read(piece, at + start, language, depth + 1))
        elif end > start:
            inner.append(Reading([Segment(at + start, at + end, Kind.PROSE)]))
    within = join_stretches(inner)
    segments = _splice(own.segments, within.segments)
    names = sorted(own.names + within.names, key=lambda name: name.start)
    return Reading(segments, names, own.shortfalls + within.shortfalls)


def _splice(outer: list[Segment], inner: list[Segment]) -> list[Segment]:
    """Return the outer segments, with the covered parts replaced by the inner ones. Both are in order."""
    out: list[Segment] = []
    waiting = iter(inner)
    following = next(waiting, None)
    for segment in outer:
        at = segment.start
        while following is not None and following.start < segment.end:
            if following.start > at:
                out.append(Segment(at, following.start, segment.kind, segment.language))
            if following.start >= at:
                out.append(following)
                at = following.end
            following = next(waiting, None)
        if at < segment.end:
            out.append(Segment(at, segment.end, segment.kind, segment.language))
    return out
