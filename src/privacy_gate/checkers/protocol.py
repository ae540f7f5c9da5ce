"""What checkers and their filters share: the context that they may ask, and the span of a match."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple, Protocol

from privacy_gate.config import Config
from privacy_gate.model import Change, Document, Measured
from privacy_gate.rules.matching import Hits
from privacy_gate.rules.plugins import Plugins

if TYPE_CHECKING:  # loaded when a text goes out, or holds values in pieces
    from privacy_gate.index.code_index import Code
    from privacy_gate.index.never_send_globs import Guards
    from privacy_gate.index.own_names import Names
    from privacy_gate.rules.disguises.views import View


Filter = Callable[[re.Match[str], Document], bool]
"""Whether a match is worth a finding. Sees the match with its groups, and the document around it."""


class LeftStandIn(NamedTuple):
    """A stand-in in a text. `restored_by` is the conversation that sent it, empty where nobody knows one; a `secret`
    comes back from its prompt alone."""

    start: int
    end: int
    restored_by: str = ""
    secret: bool = False


class StandIns(Protocol):
    """What prompts of this repository sent in the place of its names and values."""

    def find(self, text: str) -> Iterable[LeftStandIn]:
        """Where a text has some that the repository does not have by itself."""
        ...


class Base(Protocol):
    """What a change began with."""

    def old_texts(self) -> Iterable[str]:
        """The old sides of the files that it touches, those of removed files too."""
        ...

    def known(self, grams: Collection[int], paths: Collection[str]) -> Collection[int]:
        """The k-grams (channel P, without a key) in the base tree, in files of the languages of some paths."""
        ...

    def prompts(self) -> Iterable[tuple[str, str]]:
        """The texts of the repository that go to an assistant: path and content."""
        ...

    def left_out(self, paths: Sequence[str]) -> Mapping[str, str]:
        """Why some paths are to be left out, as `.gitattributes` has it: `generated` and the like."""
        ...

    def package_names(self) -> Collection[str]:
        """The names of the packages that the repository publishes, from its manifests."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether `known` could look at all of the tree."""
        ...


class Context(Protocol):
    """What a checker may know beside the document: the settings, and what the engine found."""

    @property
    def config(self) -> Config: ...

    @property
    def code(self) -> Code | None:
        """The code of this repository; None where there is none, or nobody asks."""
        ...

    @property
    def own_names(self) -> Names | None:
        """The telling names of this repository; None where there is none."""
        ...

    @property
    def stand_ins(self) -> StandIns | None:
        """The stand-ins that prompts of this repository sent; None where nobody looks for them."""
        ...

    @property
    def plugins(self) -> Plugins:
        """The plugins that the user let run; none as a rule."""
        ...

    @property
    def own_files(self) -> Mapping[str, str]:
        """The files that the gate goes by, from the root, and what is in each."""
        ...

    @property
    def base(self) -> Base | None:
        """What the change began with; None where nobody knows, as of a patch."""
        ...

    @property
    def guards(self) -> Guards | None:
        """What never leaves before a change and after it; None where nobody knows."""
        ...

    def measured(self, change: Change) -> Measured | None:
        """How much new logic a change adds; None where no rule asks."""
        ...

    @property
    def project_name(self) -> str:
        """How the folder of the repository is called."""
        ...

    @property
    def shows_names(self) -> bool:
        """Whether a note lists all names."""
        ...

    def judges_wording(self, document: Document) -> bool:
        """Whether each sentence of a document is judged: it goes out, or somebody asked."""
        ...

    def reads_closely(self, document: Document) -> bool:
        """Whether the revealing comments of a document are counted: it changed, or somebody asked."""
        ...

    def matches(self, document: Document) -> Hits:
        """The matches of all patterns in a document."""
        ...

    def reported(self, document: Document) -> AbstractSet[str]:
        """The rules that may have a match in a document or in one of its views."""
        ...

    def whole(self, document: Document) -> list[View]:
        """The views of a document in which values that stand in pieces are whole; none where nothing is."""
        ...

    def filter(self, name: str) -> Filter:
        """The filter that a rule names."""
        ...


def covered_span(match: re.Match[str]) -> tuple[int, int]:
    """The span that a finding covers: the group `match`, or `other` where another branch took part, else all."""
    for name in ("match", "other"):
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.span(name)
    return match.span()
