"""Weigh a line of code, for languages without a parser."""

from __future__ import annotations

import re

from privacy_gate.checkers.change.novelty.line_shapes import DECLARED, HEADS, MODIFIERS, WORD, is_signature
from privacy_gate.checkers.change.novelty.statement import worth

_NOTHING = re.compile(
    r"[\s()\[\]{};,]*+(?:else|do|try|finally|default\s*:?|begin|end|fi|done|then|esac)?[\s()\[\]{};,:]*+"
)

_NO_ERROR = re.compile(r"if\s+(?:\w+\s*:=.{0,200};\s*)?\w*[eE]rr\w*\s*!=\s*nil\s*\{?")

_ENDS = re.compile(r"(?:return|break|continue|throw|raise|panic!?|goto|pass|assert\w*!?|del|delete|fallthrough)\b")

_THROWS = re.compile(r"(?:throw|raise|panic!?|assert\w*!?|bail!|todo!|unimplemented!|unreachable!)(?![\w$])")

_LITERAL = (
    r"(?:[\w$.:&*?!\-]*|\"\"|\[[\w\s,.\"\-]*\]|\{[\w\s,.:\"\-]*\}|\(\)"
    r"|(?:new\s+)?[\w$.:]+(?:<[^()]{0,80}>)?(?:\(\)|\{\})|nil|null)"
)

_PLAIN = re.compile(
    rf"(?:(?:{MODIFIERS}{{1,4}}|let\s+|var\s+|val\s+|mut\s+|return\b\s*){{0,3}})?"
    rf"(?:[\w$.<>\[\],?&*: ]{{1,120}}\s*:?=(?!=)\s*)?{_LITERAL}\s*[,;]?"
)

_FIELD = re.compile(r"[\w$#\"\-?!*&. ]{1,80}\s*:\s*[^=(){}]{0,200}[,;|]?|[\w$.<>\[\]?&*,| ]{1,160}[,;]?")

_LOG = re.compile(
    r"(?:\w{1,20}\.){0,3}(?:log(?:ger|ging)?|console|print(?:ln|f)?!?|fmt\.(?:Print|Fprint)\w*|e?println!"
    r"|(?:debug|info|warn|error|trace)!|System\.(?:out|err)|warnings|super|parser\.add_argument|click\.s?echo)\b[.!(\w]*",
    re.IGNORECASE,
)

_RUBY_DECLARATION = re.compile(
    r"(?:belongs_to|has_many|has_one|has_and_belongs_to_many|has_(?:one|many)_attached|has_rich_text|has_secure_\w+"
    r"|validates?(?:_\w+)?|scope|delegate|enum|attribute|attr_\w+|store_accessor|serialize|encrypts|normalizes"
    r"|accepts_nested_attributes_for|(?:before|after|around)_\w+|skip_before_action|rescue_from|helper_method"
    r"|alias_(?:attribute|method)|class_attribute|resources?|namespace)[ (]\s*:"
)
"""Matches a line of a Rails class or route that declares something."""

_OPERATORS = [
    (re.compile(pattern), weight)
    for pattern, weight in (
        (r"\s[-+*/%^|&]\s|<<|>>>?(?=\s)|\*\*|//", 1.0),
        (r"===?|!==?|<=|>=|\s[<>]\s|\bin\b|\binstanceof\b|\bis\b", 1.0),
        (r"&&|\|\||\?\?|\band\b|\bor\b", 1.0),
        (r"[-+*/%|&^]=|:=(?=.{0,200}\bfor\b)", 1.0),
        (r"\s\?\s|\bif\b(?=.{1,200}\belse\b)", 1.0),
        (r"=>|->|\|[\w\s,&():]{1,40}\|(?!\|)|\blambda\b|\bfunc\(|\bfunction\b|\byield\b", 1.0),
        (r"\bfor\b", 1.5),
        (r"[\w)\]]\[|\bawait\b|\+\+|--", 0.5),
        (r"[\w>)\]]!?\(", 0.4),
        (r"(?<![\w)=!])!(?=[\w(])|\bnot\b|<-", 0.3),
    )
]


def weigh_line(line: str) -> tuple[float, bool]:
    """Return the weight of a line without its nesting, and whether the line begins a condition or loop."""
    if line[0] in "@#" or _NOTHING.fullmatch(line) or DECLARED.match(line) or is_signature(line):
        return 0.0, False
    line = line.lstrip("} ")
    found = WORD.match(line)
    head = HEADS.get(found["word"], 0.0) if found else 0.0
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
    if _RUBY_DECLARATION.match(line):
        return 0.1, False
    if _PLAIN.fullmatch(line) or (_FIELD.fullmatch(line) and not _ENDS.match(line)):
        return 0.1, False
    if _ENDS.match(line) and not line.startswith("return"):
        return 0.3, False
    return worth(0, operators(line), 0), False


def operators(line: str) -> float:
    """Return how much a line computes: the sum of the weights of its operators and calls."""
    return sum(weight * len(pattern.findall(line)) for pattern, weight in _OPERATORS)
