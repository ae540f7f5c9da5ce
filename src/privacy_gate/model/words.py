"""Words that rules, findings and settings have in common: where a text goes, how bad a thing is, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum


class Exposure(StrEnum):
    """Where a text is going: to an outside assistant, or no further than this repository."""

    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Severity(IntEnum):
    """`ERROR` closes the gate, `WARNING` is shown, `NOTE` reminds, `OFF` says nothing."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Mend(StrEnum):
    """What `clean` can do about a finding."""

    PLACEHOLDER = "placeholder"
    RENAME = "rename"
    DROP = "drop"
    NONE = "none"


class Verdict(StrEnum):
    """What may happen to an outbound text, from harmless to not at all."""

    SEND = "send"
    REWRITE = "rewrite"
    LOCAL = "local"
    NEVER = "never"

    @property
    def meaning(self) -> str:
        """What to do with a text, to be shown after its path."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.SEND: "OK to send",
    Verdict.REWRITE: "Rewrite before sending",
    Verdict.LOCAL: "Use a local model",
    Verdict.NEVER: "Do not send",
}


class Kind(StrEnum):
    """The kinds of text that a document is made of."""

    PROSE = "prose"
    COMMENT = "comment"
    DOCSTRING = "docstring"
    STRING = "string"
    CODE = "code"


class NameKind(StrEnum):
    """What a name in code stands for. Members of enumerations are constants; a table is a class."""

    FUNCTION = "function"
    CLASS = "class"
    VARIABLE = "variable"
    CONSTANT = "constant"
    PARAMETER = "parameter"
    ATTRIBUTE = "attribute"
    MODULE = "module"
    TEST = "test"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The strictest of some verdicts; `SEND` when there is none."""
    order: Sequence[Verdict] = tuple(Verdict)
    return max(verdicts, key=order.index, default=Verdict.SEND)
