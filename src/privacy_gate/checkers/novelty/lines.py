"""The weight of code line by line, in languages that nothing here parses, and of Python that does not parse.

Comments and strings are blanked first. Nesting is read from indentation: nearly all code is
formatted, and what is not loses only the premium for nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from privacy_gate.checkers.novelty.statement import Block, Statement, premium, worth

_CHAR = r"'(?:\\[^\n]{1,10}?|[^'\\\n])'"
_TEXT = r"'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\Z)"
_QUOTED = r'"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)'
_TRIPLE = r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:'''|\Z)"
_TICKS = r"`(?:[^`\\]|\\[\s\S])*+(?:`|\Z)"
_SLASHES = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
_HASH = r"(?<![\w$&{])\#[^\n]*+"
_DASHES = r"--\[\[[\s\S]*?(?:\]\]|\Z)|--[^\n]*+"


_C = f"{_SLASHES}|{_QUOTED}|{_CHAR}"
_JS = f"{_SLASHES}|{_QUOTED}|{_TEXT}|{_TICKS}"
_PYTHON = f"{_HASH}|{_TRIPLE}|{_QUOTED}|{_TEXT}"
_BLANKS = {
    "python": _PYTHON,
    "typescript": _JS,
    "go": f"{_SLASHES}|{_QUOTED}|{_CHAR}|`[^`]*+(?:`|\\Z)",
    "java": f"{_SLASHES}|{_TRIPLE}|{_QUOTED}|{_CHAR}",
    "rust": _C,
    "c": _C,
    "php": f"{_HASH}|{_JS}",
    "ruby": f"{_HASH}|{_QUOTED}|{_TEXT}",
    "lua": f"{_DASHES}|{_QUOTED}|{_TEXT}",
}
"""What a comment or a string is, by the names in `endings`."""

_LONGEST = 600
"""Characters of a line that are looked at; what is longer was hardly written by hand."""

_blank = cache(re.compile)

_NOTHING = re.compile(
    r"[\s()\[\]{};,]*+(?:else|do|try|finally|default\s*:?|begin|end|fi|done|then|esac)?[\s()\[\]{};,:]*+"
)
_MODIFIERS = (
    r"(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|override|virtual|sealed"
    r"|readonly|inline|unsafe|extern|const|open|synchronized|native|suspend|data|partial|pub(?:\([^()]{1,40}\))?)\s+)"
)
_DECLARED = re.compile(
    rf"{_MODIFIERS}{{0,6}}(?:import|from|package|use|using|mod|namespace|module|require|include|class|interface|struct|enum"
    r"|trait|impl|type|typedef|union|record|object|protocol|extension|typealias|macro_rules!|global|nonlocal|pass\b)"
    r"(?![\w$]|\s*[=.(])"
)
_FUNCTION = re.compile(
    rf"{_MODIFIERS}{{0,6}}(?:function\s*\*?|func|fn|fun|def|sub)\b\s*(?:\([^()]{{0,120}}\)\s*)?(?P<name>[\w$.?!]*)"
)
_METHOD = re.compile(
    rf"(?P<modifiers>{_MODIFIERS}{{0,6}})(?:(?:get|set)\s+)?(?:<[^(){{}}]{{1,80}}>\s*)?"
    r"(?:[\w$.]{1,80}(?:<[^(){}]{0,120}>)?(?:\[\])?[\s&*]+){0,3}[#~]?(?P<name>[\w$]{1,80})\s*(?:<[^(){}]{0,120}>)?\("
)
_ARROW = re.compile(
    rf"{_MODIFIERS}{{0,3}}(?:(?:const|let|var)\s+)?(?P<name>[\w$.]{{1,80}})\s*(?::[^=\n]{{0,120}})?=\s*(?:async\s*)?"
    r"(?:function\b|(?:<[^()]{0,80}>\s*)?(?:\([^()]{0,300}\)|[\w$]{1,60})\s*(?::[^=\n]{0,120})?=>\s*\{?$|\($)"
)
_HEADS = {
    word: weight
    for weight, words in {
        1.0: "if elif elsif elseif unless switch match select when case guard",
        1.5: "for while until loop foreach",
        0.7: "with try catch except rescue defer using lock synchronized",
    }.items()
    for word in words.split()
}
_WORD = re.compile(r"(?:\}\s*)?(?:else\s+)?(?:await\s+)?(?P<word>[a-z]{2,12})(?![\w$]|\s*[=:.,])")
_SIGNATURE = re.compile(r"[^\n]{1,4000}\)\s*(?:\??:\s[^\n]{1,1000}|throws [\w., ]{1,200})?;")
_NO_ERROR = re.compile(r"if\s+(?:\w+\s*:=.{0,200};\s*)?\w*[eE]rr\w*\s*!=\s*nil\s*\{?")
_ENDS = re.compile(r"(?:return|break|continue|throw|raise|panic!?|goto|pass|assert\w*!?|del|delete|fallthrough)\b")
_THROWS = re.compile(r"(?:throw|raise|panic!?|assert\w*!?|bail!|todo!|unimplemented!|unreachable!)(?![\w$])")
_LITERAL = (
    r"(?:[\w$.:&*?!\-]*|\"\"|\[[\w\s,.\"\-]*\]|\{[\w\s,.:\"\-]*\}|\(\)"
    r"|(?:new\s+)?[\w$.:]+(?:<[^()]{0,80}>)?(?:\(\)|\{\})|nil|null)"
)
_PLAIN = re.compile(
    rf"(?:(?:{_MODIFIERS}{{1,4}}|let\s+|var\s+|val\s+|mut\s+|return\b\s*){{0,3}})?"
    rf"(?:[\w$.<>\[\],?&*: ]{{1,120}}\s*:?=(?!=)\s*)?{_LITERAL}\s*[,;]?"
)
_FIELD = re.compile(r"[\w$#\"\-?!*&. ]{1,80}\s*:\s*[^=(){}]{0,200}[,;|]?|[\w$.<>\[\]?&*,| ]{1,160}[,;]?")
_LOG = re.compile(
    r"(?:\w{1,20}\.){0,3}(?:log(?:ger|ging)?|console|print(?:ln|f)?!?|fmt\.(?:Print|Fprint)\w*|e?println!"
    r"|(?:debug|info|warn|error|trace)!|System\.(?:out|err)|warnings|super|parser\.add_argument|click\.s?echo)\b[.!(\w]*",
    re.IGNORECASE,
)
_OPERATORS = [
    (re.compile(pattern), weight)
    for pattern, weight in (
        (r"\s[-+*/%^|&]\s|<<|>>>?(?=\s)|\*\*|//", 1.0),
        (r"===?|!==?|<=|>=|\s[<>]\s|\bin\b|\binstanceof\b|\bis\b", 1.0),
        (r"&&|\|\||\?\?|\band\b|\bor\b", 1.0),
        (r"[-+*/%|&^]=|:=(?=.*\bfor\b)", 1.0),
        (r"\s\?\s|\bif\b(?=.+\belse\b)", 1.0),
        (r"=>|->|\|[\w\s,&():]{1,40}\|(?!\|)|\blambda\b|\bfunc\(|\bfunction\b|\byield\b", 1.0),
        (r"\bfor\b", 1.5),
        (r"[\w)\]]\[|\bawait\b|\+\+|--", 0.5),
        (r"[\w>)\]]!?\(", 0.4),
        (r"(?<![\w)=!])!(?=[\w(])|\bnot\b|<-", 0.3),
    )
]
_TESTS = re.compile(
    r"\s*(?:#\[(?:cfg\(test\)|(?:[\w:]{1,30}::)?test(?:\([^\n]{0,80}\))?|bench)\]|(?:test\s+\"\"|unittest)\s*\{"
    r"|if\s*\(?import\.meta\.vitest)"
)


def statements(text: str, language: str, wanted: frozenset[int] | set[int]) -> Iterator[Statement]:
    """The statements on some lines of a text, each line one, those of tests within it left out."""
    walk = _Walk()
    for number, line in enumerate(_blanked(text, language).split("\n"), 1):
        found = walk.step(number, line)
        if found and number in wanted:
            yield found


def _blanked(text: str, language: str) -> str:
    """The text without comments, and with nothing in its strings; it keeps its lines."""

    def empty(found: re.Match[str]) -> str:
        token = found[0]
        kept = '""' if token[0] in "\"'`" else ""
        return kept + "\n" * token.count("\n")

    return _blank(_BLANKS[language]).sub(empty, text)


class _Open(Struct, frozen=True):
    """What a line lies in: a function or a class (`block`), or something that decides or repeats."""

    indent: int
    block: Block | None


class _Walk:
    """A walk down the lines of a text, that knows what each lies in."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._test: tuple[int, bool] | None = None  # indentation of a test within the code, and whether it has begun
        self._parentheses = 0
        self._in_parameters = False

    def step(self, number: int, line: str) -> Statement | None:
        stripped = line.strip()[:_LONGEST].rstrip()
        if not stripped:
            return None
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(4))
        if self._in_test(line, indent, stripped):
            return None
        inside = self._parentheses > 0
        self._parentheses = max(0, self._parentheses + stripped.count("(") - stripped.count(")"))
        if self._in_parameters:
            self._in_parameters = self._parentheses > 0
            return None
        closes = stripped[0] in "})]"
        while self._open and (indent < self._open[-1].indent or (indent == self._open[-1].indent and not closes)):
            self._open.pop()
        if closes and self._open and indent == self._open[-1].indent and not _WORD.match(stripped):
            return None
        head = "" if inside else _name_of_function(stripped)
        if head is not None and not inside:
            self._open.append(_Open(indent, Block(head, number)))
            self._in_parameters = self._parentheses > 0 and stripped[-1] in ",("
            return None
        block, depth = self._place()
        weight, opens = _weight(stripped)
        if opens:
            self._open.append(_Open(indent, None))
        return Statement(number, number, weight * premium(depth), block) if weight else None

    def _place(self) -> tuple[Block, int]:
        depth = 0
        for one in reversed(self._open):
            if one.block is not None:
                return one.block, depth
            depth += 1
        return Block("", 0), depth

    def _in_test(self, line: str, indent: int, stripped: str) -> bool:
        if self._test is not None:
            first, begun = self._test
            if begun and (indent < first or (indent == first and not stripped.startswith("}"))):
                self._test = None
            else:
                self._test = first, begun or indent > first or stripped.endswith("}")
                return True
        if _TESTS.match(line):
            self._test = indent, stripped.endswith("{")
            return True
        return False


def _name_of_function(stripped: str) -> str | None:
    """The name in the head of a function or class; `` for one without, None for what is no such head."""
    if found := _FUNCTION.match(stripped):
        return found["name"].rpartition(".")[2] if _opens(stripped) or stripped.endswith((",", "(", ")", "}")) else None
    if _OPENS_CLASS.match(stripped) and _opens(stripped):
        return _OPENS_CLASS.match(stripped)["name"]  # type: ignore[index]  # it matched just now
    if found := _ARROW.match(stripped):
        return found["name"].rpartition(".")[2]
    if not stripped.endswith(("{", ",", "(")) or (stripped.endswith((",", "(")) and not _MODIFIED.match(stripped)):
        return None
    found = _METHOD.match(stripped)
    if found is None or _first_word(stripped) in _NOT_METHODS or ("=>" in stripped and not found["modifiers"]):
        return None
    return found["name"]


def _is_signature(stripped: str) -> bool:
    """Whether a line declares a method and does nothing: `name(a: A): B;`, `void name(A a) throws E;`."""
    found = _METHOD.match(stripped) if stripped.endswith(";") else None
    if found is None or _first_word(stripped) in _NOT_METHODS or not _SIGNATURE.fullmatch(stripped):
        return False
    if " ? " in stripped:
        return False
    declares = found["modifiers"] or " " in stripped[: found.end("name")].strip() or re.search(r"\)\s*:\s", stripped)
    return bool(declares) and not re.search(r"[^=!<>]=[^=>]", stripped)


_OPENS_CLASS = re.compile(
    rf"{_MODIFIERS}{{0,6}}(?:class|interface|trait|impl|object|struct|enum|module|namespace)\b(?:<[^{{}}]{{0,80}}>)?\s*"
    r"(?P<name>[\w$]*)"
)
_MODIFIED = re.compile(rf"{_MODIFIERS}{{1,6}}")
_NOT_METHODS = frozenset((*_HEADS, "return", "else", "new", "await", "yield", "throw", "super", "do"))


def _first_word(stripped: str) -> str:
    found = re.match(r"[A-Za-z]{1,20}", stripped)
    return found[0] if found else ""


def _opens(stripped: str) -> bool:
    return stripped.endswith(("{", ":", "{}", "(", ") =", "->", "=>"))


def _weight(line: str) -> tuple[float, bool]:
    """The weight of a line before its nesting, and whether it opens a block that decides or repeats."""
    if line[0] in "@#" or _NOTHING.fullmatch(line) or _DECLARED.match(line) or _is_signature(line):
        return 0.0, False
    line = line.lstrip("} ")
    found = _WORD.match(line)
    head = _HEADS.get(found["word"], 0.0) if found else 0.0
    if _NO_ERROR.fullmatch(line):
        return 0.2, True
    if line.startswith(("case ", "when ")) and line.rstrip(" {").endswith(":"):
        return 0.2, False
    if head:
        return worth(head, operators(line[found.end() :] if found else line), 0), True
    if _THROWS.match(line):
        return 0.2, False
    if _LOG.match(line):
        return 0.1, False
    if _PLAIN.fullmatch(line) or (_FIELD.fullmatch(line) and not _ENDS.match(line)):
        return 0.1, False
    if _ENDS.match(line) and not line.startswith("return"):
        return 0.3, False
    return worth(0, operators(line), 0), False


def operators(line: str) -> float:
    """How much a line computes: its operators, calls and the like, each with its weight."""
    return sum(weight * len(pattern.findall(line)) for pattern, weight in _OPERATORS)
