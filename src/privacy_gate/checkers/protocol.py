"""The interface between checkers and the engine: the context of a check, filters, and the span of a match."""

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
"""A function that decides whether a match is reported. It receives the match and the document."""


class LeftStandIn(NamedTuple):
    """A stand-in in a text.

    `restored_by` is the conversation that sent it; empty if unknown. A `secret` can only be restored together with its
    own prompt.
    """

    start: int
    end: int
    restored_by: str = ""
    secret: bool = False


class StandIns(Protocol):
    """The stand-ins that conversations of this repository sent."""

    def find(self, text: str) -> Iterable[LeftStandIn]:
        """Return the stand-ins in a text. Those that the repository also contains otherwise are left out."""
        ...


class Base(Protocol):
    """The tree that a change starts from."""

    def old_texts(self) -> Iterable[str]:
        """Return the old versions of the changed files, including removed files."""
        ...

    def find_known(self, grams: Collection[int], paths: Collection[str]) -> Collection[int]:
        """Return those of the given k-grams (channel P, without a key) that the tree contains.

        Only files whose names end like those of `paths` are searched.
        """
        ...

    def prompts(self) -> Iterable[tuple[str, str]]:
        """Return the paths and texts of the repository's prompts."""
        ...

    def left_out(self, paths: Sequence[str]) -> Mapping[str, str]:
        """Return the paths that `.gitattributes` excludes, each with the reason, such as `generated`."""
        ...

    def package_names(self) -> Collection[str]:
        """Return the names of the packages that the repository publishes, as its manifests state them."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether `find_known` searched the whole tree."""
        ...


class Context(Protocol):
    """What a checker may use beside the document: the settings, and results of the engine."""

    @property
    def config(self) -> Config: ...

    @property
    def code(self) -> Code | None:
        """The code of this repository; None if there is none or no rule needs it."""
        ...

    @property
    def own_names(self) -> Names | None:
        """The revealing names of this repository; None if there are none."""
        ...

    @property
    def stand_ins(self) -> StandIns | None:
        """The stand-ins that conversations of this repository sent; None if the run does not search for them."""
        ...

    @property
    def plugins(self) -> Plugins:
        """The detect-secrets plugins that the user enabled. Usually there are none."""
        ...

    @property
    def own_files(self) -> Mapping[str, str]:
        """The files that configure privacy-gate: a description of each, by its path from the root."""
        ...

    @property
    def base(self) -> Base | None:
        """The tree that the change starts from; None if it is unknown, as for a patch."""
        ...

    @property
    def guards(self) -> Guards | None:
        """The never-send globs before and after the change; None if they are unknown."""
        ...

    def measure(self, change: Change) -> Measured | None:
        """Return how much new logic a change adds; None if no rule needs it."""
        ...

    @property
    def project_name(self) -> str:
        """The name of the repository's folder."""
        ...

    @property
    def shows_names(self) -> bool:
        """Whether a note lists all names, instead of only the first ones."""
        ...

    def judges_wording(self, document: Document) -> bool:
        """Whether the sentences of a document are judged: it is outbound, or the user requests it."""
        ...

    def reads_closely(self, document: Document) -> bool:
        """Whether the revealing comments of a document are counted: it changed, or the user requests it."""
        ...

    def matches(self, document: Document) -> Hits:
        """Return the matches of all patterns in a document."""
        ...

    def find_reported(self, document: Document) -> AbstractSet[str]:
        """Return the ids of the rules that may have a match in a document or in one of its views."""
        ...

    def whole(self, document: Document) -> list[View]:
        """Return the views of a document. In a view, values that are split or disguised in the text are whole."""
        ...

    def filter(self, name: str) -> Filter:
        """Return the filter that a rule calls by this name."""
        ...


def covered_span(match: re.Match[str]) -> tuple[int, int]:
    """Return the span that a finding covers: that of the group `match` or `other`, otherwise the whole match."""
    for name in ("match", "other"):
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.span(name)
    return match.span()
