"""Find examples by their format: assertions, sessions, test cases as mappings, tables, columns."""

from __future__ import annotations

import re
from itertools import pairwise

from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.checkers.prompt.section_names import fold

_RESULT_NOTED = re.compile(r"[ \t](?://|#|--|;;|%)[ \t]{0,4}(?:[-\d\"'\[{(]|=>|->|true\b|false\b|null\b)")
_DATA = "([\"'0123456789"
_OUT = words("out labels")

_ASSERTS = re.compile(
    r"\b(?:[Aa]ssert|XCTAssert|EXPECT|REQUIRE|ASSERT|CHECK)(?:[_.]?\w{0,30})?[\s(!]"
    r"|\bexpect\(|\.to(?:Be|Equal|Throw|Match)|\bpytest\.raises|\bshould\.|\bcmp\b.{0,60}\|\|"
)
_PROMPT = re.compile(
    r"^[ \t*]{0,8}(?:Tests?:?[ \t]{1,4})?(?:\$|>>>|>|iex>|irb>|julia>|ghci>|In \[\d{0,3}\]:)[ \t]\S", re.MULTILINE
)
_CASE_KEYS = re.compile(
    r"(?i)[\"']?\b(?:expect(?:ed)?|want|result|erwartet|attendu|esperado)\b[\"']?[ \t]{0,4}[:=][ \t]{0,4}\S"
)
_LITERAL = re.compile(
    r"\d|[\"'`«„“]|\[\]|\{\}|\b(?:true|false|null|none|nil|[A-Za-z]{3,30}(?:Error|Exception))\b", re.IGNORECASE
)


def is_asserted(text: str) -> bool:
    """Whether a text contains assertions, console sessions with output, or test cases as mappings."""
    if any(_LITERAL.search(text, found.start(), found.end() + 200) for found in _ASSERTS.finditer(text)):
        return True
    if _CASE_KEYS.search(text) or _in_steps(text):
        return True
    if sum(bool(block.strip()) for block in text.split("```")[1::2]) > 1:
        return True
    read = text.split("\n")
    if any(_notes_result(line[:400]) for line in read):
        return True
    return any(_PROMPT.match(line) and after.strip() and not _PROMPT.match(after) for line, after in pairwise(read))


def _in_steps(text: str) -> bool:
    """Whether a text has the form "Given … When … Then …" and ends with a value."""
    lowered, at = text.lower(), 0
    for word in ("given ", "when ", "then "):
        at = lowered.find(word, at)
        if at < 0:
            return False
    return _LITERAL.search(text, at, at + 300) is not None


def _notes_result(line: str) -> bool:
    """Whether a line of code states its result in a comment: `f(1)  # 2`."""
    found = _RESULT_NOTED.search(line)
    return found is not None and not line.lstrip().startswith("#") and any(c in line[: found.start()] for c in _DATA)


def in_rows(text: str) -> bool:
    """Whether two lines, or one row of a table, have an input and its result side by side."""
    pairs = 0
    headed = False
    for line in text.split("\n"):
        row = line.strip()
        if row.count("|") >= 1 and "`|`" not in row:
            cells = [cell for cell in row.strip("|").split("|") if cell.strip(" -:=")]
            if len(cells) >= 2 and (headed or sum(_is_value(cell) for cell in cells) >= 2):
                return True
            named = {fold(cell) for cell in cells}
            headed = headed or any(any(word in _OUT for word in name.split()) for name in named)
        columns = [part for part in re.split(r"[ ]{2,}|\t", row[:300]) if part]
        if len(columns) == 1 and len(row.split()) == 2 and len(row) < 60:
            columns = row.split()
        pairs += len(columns) >= 2 and _is_value(columns[-1]) and len(columns[-1].split()) <= 8
    return pairs >= 2


def _is_value(cell: str) -> bool:
    cell = cell.strip()
    return len(cell) < 200 and _LITERAL.search(cell) is not None
