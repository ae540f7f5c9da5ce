"""The interface between checkers and the engine: the context, filters, and the span of a match."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple, Protocol

from privacy_gate.config import Config
from privacy_gate.model import Change, Document, Measured
from privacy_gate.rules.matching import Hits
from privacy_gate.rules.plugins import Plugins

if TYPE_CHECKING:  # imported for outbound texts, or for values in pieces
    from privacy_gate.index.code_index import Code
    from privacy_gate.index.never_send_globs import Guards
    from privacy_gate.index.own_names import Names
    from privacy_gate.rules.disguises.views import View


Filter = Callable[[re.Match[str], Document], bool]
"""Whether a match deserves a finding. It gets the match with its groups, and the document."""


class LeftStandIn(NamedTuple):
    """A stand-in in a text. `restored_by` is the conversation that sent it, or empty if unknown.

    A `secret` can only be restored from its own prompt.
    """

    start: int
    end: int
    restored_by: str = ""
    secret: bool = False


class StandIns(Protocol):
    """The stand-ins that prompts of this repository sent for its names and values."""

    def find(self, text: str) -> Iterable[LeftStandIn]:
        """Return the stand-ins in a text that do not also occur in the repository itself."""
        ...


class Base(Protocol):
    """The tree that a change began with."""

    def old_texts(self) -> Iterable[str]:
        """Return the old versions of the changed files, including removed files."""
        ...

    def find_known(self, grams: Collection[int], paths: Collection[str]) -> Collection[int]:
        """Return the given k-grams (channel P, without a key) in the base tree, in files with the same name endings."""
        ...

    def prompts(self) -> Iterable[tuple[str, str]]:
        """Return the path and content of the repository's prompts."""
        ...

    def left_out(self, paths: Sequence[str]) -> Mapping[str, str]:
        """Return the paths to exclude by `.gitattributes`, with a reason such as `generated`."""
        ...

    def package_names(self) -> Collection[str]:
        """Return the names of the packages that the repository publishes, from its manifests."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether `find_known` could search the whole tree."""
        ...


class Context(Protocol):
    """The information for a checker beside the document: the settings, and the results of the engine."""

    @property
    def config(self) -> Config: ...

    @property
    def code(self) -> Code | None:
        """The code of this repository, or None if there is none or no rule needs it."""
        ...

    @property
    def own_names(self) -> Names | None:
        """The revealing names of this repository, or None if there are none."""
        ...

    @property
    def stand_ins(self) -> StandIns | None:
        """The stand-ins that prompts of this repository sent, or None if they are not searched."""
        ...

    @property
    def plugins(self) -> Plugins:
        """The plugins that the user enabled, usually none."""
        ...

    @property
    def own_files(self) -> Mapping[str, str]:
        """The files that configure privacy-gate, by path from the root, with a description of each."""
        ...

    @property
    def base(self) -> Base | None:
        """The tree that the change began with, or None if it is unknown, as for a patch."""
        ...

    @property
    def guards(self) -> Guards | None:
        """The never-send files before and after a change, or None if they are unknown."""
        ...

    def measure(self, change: Change) -> Measured | None:
        """Return how much new logic a change adds, or None if no rule needs it."""
        ...

    @property
    def project_name(self) -> str:
        """The name of the repository's folder."""
        ...

    @property
    def shows_names(self) -> bool:
        """Whether a note lists all names."""
        ...

    def judges_wording(self, document: Document) -> bool:
        """Whether each sentence of a document is judged, because it is outbound or by request."""
        ...

    def reads_closely(self, document: Document) -> bool:
        """Whether the revealing comments of a document are counted, because it changed or by request."""
        ...

    def matches(self, document: Document) -> Hits:
        """Return the matches of all patterns in a document."""
        ...

    def find_reported(self, document: Document) -> AbstractSet[str]:
        """Return the rules that may have a match in a document or in one of its views."""
        ...

    def whole(self, document: Document) -> list[View]:
        """Return the views of a document in which values are joined from their pieces."""
        ...

    def filter(self, name: str) -> Filter:
        """Return the filter with the name that a rule uses."""
        ...


def covered_span(match: re.Match[str]) -> tuple[int, int]:
    """Return the span that a finding covers: the group `match`, or `other` in another branch, otherwise the whole
    match.
    """
    for name in ("match", "other"):
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.span(name)
    return match.span()
