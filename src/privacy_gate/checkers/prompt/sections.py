"""Split a prompt into sections, each with a heading and a body."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from privacy_gate.checkers.prompt.headings import HeadingMark, find_marks
from privacy_gate.checkers.prompt.prompt_lines import Line, lines
from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.checkers.prompt.section_names import SectionNames, fold


class Section(Struct, frozen=True):
    """A section of a prompt. `head` and `body` are spans in the text.

    `kinds` are the sections that the heading names. It is empty for text before the first heading, and for other
    headings.
    """

    kinds: tuple[str, ...]
    label: str
    form: str
    head: tuple[int, int]
    body: tuple[int, int]


_STRONG = ("markdown", "wiki", "tag", "bracket", "bold", "cell", "caps", "label", "bare caps", "bare")
_LABELS = ("caps", "label", "bold", "bracket", "bare caps", "inline")
_EXAMPLES = words("names example") | words("says example")
_OTHER = words("other")
_OTHER_LABEL = re.compile(r"[ \t>*_#\[-]{0,8}([^\W\d_]{3,20})(?=[ \t]{0,2}[:\]*_.])")
_OTHER_CAPS = re.compile(r"[ \t]{0,3}[^\W\d_a-zß-ÿ][^\Wa-zß-ÿ]{2,30}(?: [^\Wa-zß-ÿ]{2,20}){0,3}[ \t]{0,3}(:|$)")
_OTHER_BOLD = re.compile(
    r"[ \t]{0,3}\*\*([^*\n\d]{3,40})\*\*[ \t]{0,2}(?::|[.\u2013\u2014-]|$)|[ \t]{0,3}\*\*([^*\n\d]{3,40})[:.]\*\*"
)
_IN_TESTS = words("in tests")
_HASHES = re.compile(r"[ \t]{0,3}(#{1,6}|={2,6})[ \t]")


def parse(text: str, known: SectionNames) -> list[Section]:
    """Return the sections in order. Together, their headings and bodies cover the text except its markup.

    If the whole text is a code block, its fences are ignored.
    """
    read = lines(text)
    found = _headings(read, known)
    if len(_named(found)) < 2 and any(line.fenced for line in read):
        opened = [Line(line.start, line.text) for line in read]
        unfenced = _headings(opened, known)
        if len(_named(unfenced)) >= 3:
            read, found = opened, unfenced
    return list(_sections(text, read, found))


def _named(found: Sequence[tuple[int, HeadingMark]]) -> set[str]:
    return {kind for _, mark in found for kind in mark.kinds}


def _headings(read: Sequence[Line], known: SectionNames) -> list[tuple[int, HeadingMark]]:
    """Return the headings with the numbers of their lines.

    One style is the main style: the one whose headings name the most sections. All its headings count. Headings of
    other styles count for sections that it does not name.
    """
    candidates = [
        (number, mark)
        for number, line in enumerate(read)
        if not line.fenced
        for mark in find_marks(read, number, known)
    ]
    main = _main_style(candidates)
    if main is None:
        return []
    chosen = [(number, mark) for number, mark in candidates if _alike(mark, main)]
    covered, inside_tests = _named(chosen), _tests_of(chosen, len(read))
    indent = max(main.style[3], 3)
    for number, mark in candidates:
        if _alike(mark, main) or covered.intersection(mark.kinds) or mark.style[3] > indent:
            continue
        if number in inside_tests and not {"tests", "task"} & set(mark.kinds):
            continue
        if not _may_join(mark, main) or (mark.form == "bare" and number and read[number - 1].text.strip()):
            continue
        chosen.append((number, mark))
        covered |= set(mark.kinds)
    return _without_nested(sorted(chosen, key=lambda item: (item[0], item[1].start)))


def _main_style(candidates: Sequence[tuple[int, HeadingMark]]) -> HeadingMark | None:
    kinds: dict[tuple[str, bool, bool, int], set[str]] = defaultdict(set)
    first: dict[tuple[str, bool, bool, int], HeadingMark] = {}
    for _, mark in candidates:
        key = _key(mark)
        kinds[key].update(mark.kinds)
        first.setdefault(key, mark)
    if not kinds:
        return None
    best = max(kinds, key=lambda key: (len(kinds[key]), -_rank(key[0])))
    return first[best]


def _rank(form: str) -> int:
    return _STRONG.index(form) if form in _STRONG else len(_STRONG)


def _key(mark: HeadingMark) -> tuple[str, bool, bool, int]:
    """Return what the headings of a style have in common. Markdown headings of all levels have the same style."""
    if mark.form == "markdown":
        return ("markdown", False, False, 0)
    return mark.style


def _may_join(mark: HeadingMark, main: HeadingMark) -> bool:
    """Whether a heading counts although it does not have the main style.

    A label in the text below more prominent headings does not, and neither does the word "Example" there.
    """
    if _rank(mark.form) <= _rank(main.form):
        return True
    if main.form in ("markdown", "tag", "cell"):
        return mark.form in ("bold", "bracket") and not mark.style[1]
    return (
        mark.form in _LABELS
        and (mark.style[1] == main.style[1] or mark.form == "bold")
        and not _EXAMPLES.intersection(fold(mark.label).split())
    )


def _alike(mark: HeadingMark, main: HeadingMark) -> bool:
    return _key(mark) == _key(main)


def _tests_of(chosen: Sequence[tuple[int, HeadingMark]], end: int) -> set[int]:
    """Return the numbers of the lines in sections of tests. There, `Input:` and `Output:` belong to an example."""
    ordered = sorted(chosen, key=lambda item: item[0])
    starts = [number for number, _ in ordered[1:]] + [end]
    under = [
        range(number, until) for (number, mark), until in zip(ordered, starts, strict=True) if "tests" in mark.kinds
    ]
    return {number for part in under for number in part}


def _without_nested(found: list[tuple[int, HeadingMark]]) -> list[tuple[int, HeadingMark]]:
    """Return the headings without those inside a section of tests.

    These are deeper headings, and a second `Input` or `Output` of the same style.
    """
    kept: list[tuple[int, HeadingMark]] = []
    seen: set[str] = set()
    tests: HeadingMark | None = None
    for number, mark in found:
        inner = tests is not None and set(mark.kinds) <= {"input", "output", "constraints"}
        if inner and tests is not None and (seen.issuperset(mark.kinds) or tests.level < mark.level <= 6):
            continue
        if tests is not None and tests.level < mark.level <= 6 and "tests" in mark.kinds:
            continue
        tests = mark if "tests" in mark.kinds else None
        seen.update(mark.kinds)
        kept.append((number, mark))
    return kept


def _sections(text: str, read: Sequence[Line], found: Sequence[tuple[int, HeadingMark]]) -> Iterator[Section]:
    starts = [read[number].start + (mark.start if mark.form == "inline" else 0) for number, mark in found] + [len(text)]
    if starts[0] > 0:
        yield Section((), "", "", (0, 0), (0, starts[0]))
    for index, (number, mark) in enumerate(found):
        line = read[number]
        body, end = line.start + min(mark.body, len(line.text)), starts[index + 1]
        if mark.form == "cell":
            stop = line.text.find("|", mark.body)
            end = min(end, line.start + (stop if stop >= 0 else len(line.text)))
            body = min(body, end)
        if mark.form == "tag" and (closed := text.find("</", body, end)) >= 0:
            end = closed
        last = number + 1
        while last < len(read) and read[last].start < end and not _ends(read[last], mark):
            last += 1
        if last < len(read) and read[last].start < end:
            end = read[last].start
        yield Section(mark.kinds, mark.label, mark.form, (line.start + mark.start, line.start + mark.end), (body, end))
        if end < starts[index + 1]:
            yield Section((), "", "", (end, end), (end, starts[index + 1]))


def _ends(line: Line, mark: HeadingMark) -> bool:
    """Whether a line that names no section ends the section above it, because it is a heading of something else."""
    if line.fenced:
        return False
    if hashes := _HASHES.match(line.text):
        return len(hashes[1]) <= mark.level if mark.form == "markdown" else mark.form != "cell"
    other = _OTHER_LABEL.match(line.text)
    if other and other[1].casefold() in _OTHER:
        return True
    if mark.form == "bold" and (bold := _OTHER_BOLD.match(line.text)):
        return "tests" not in mark.kinds or not _IN_TESTS.intersection(fold(bold[1] or bold[2]).split())
    return mark.form in ("caps", "bare caps") and _OTHER_CAPS.match(line.text) is not None and "tests" not in mark.kinds
