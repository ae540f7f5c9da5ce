"""Terms that rules, findings and settings share: exposure, severity, fix and verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum


class Exposure(StrEnum):
    """Where a text goes: to an outside assistant (outbound), or only into this repository (internal)."""

    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Severity(IntEnum):
    """The severity of a finding. `ERROR` fails the check. `WARNING` and `NOTE` are shown. `OFF` is not."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Mend(StrEnum):
    """How `clean` can fix a finding."""

    PLACEHOLDER = "placeholder"
    RENAME = "rename"
    DROP = "drop"
    NONE = "none"


class Verdict(StrEnum):
    """The verdict on an outbound text, in order from harmless to severe."""

    SEND = "send"
    REWRITE = "rewrite"
    LOCAL = "local"
    NEVER = "never"

    @property
    def meaning(self) -> str:
        """Advice for the user. It follows the path of a text."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.SEND: "OK to send",
    Verdict.REWRITE: "Rewrite before sending",
    Verdict.LOCAL: "Use a local model",
    Verdict.NEVER: "Do not send",
}


class Kind(StrEnum):
    """The kinds of text in a document."""

    PROSE = "prose"
    COMMENT = "comment"
    DOCSTRING = "docstring"
    STRING = "string"
    CODE = "code"


class NameKind(StrEnum):
    """The kind of a name in code. Members of enumerations are constants, and a table is a class."""

    FUNCTION = "function"
    CLASS = "class"
    VARIABLE = "variable"
    CONSTANT = "constant"
    PARAMETER = "parameter"
    ATTRIBUTE = "attribute"
    MODULE = "module"
    TEST = "test"


def find_worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the strictest of the verdicts, or `SEND` if there is none."""
    order: Sequence[Verdict] = tuple(Verdict)
    return max(verdicts, key=order.index, default=Verdict.SEND)
