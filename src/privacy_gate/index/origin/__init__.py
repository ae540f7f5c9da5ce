"""Find code and names of a repository that came from its prompts, with the help of the git history.

The content of a prompt was sent to an assistant, and an answer comes from outside. Code from either that enters the
source later is therefore public. The order is that of the commits. Code that the source had before a prompt, or in the
same commit, stays private. The same holds for other branches. Only an answer may be in the same commit as the code that
was copied from it.

If the order is unknown, nothing is public. This is the case in a shallow clone, and if the history is longer than the
limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.config import Config
from privacy_gate.index import file_kinds
from privacy_gate.index.names import is_manifest
from privacy_gate.index.origin.likeness import Likeness, expression_for, find_grams, names_said, split_lines
from privacy_gate.index.origin.past import Delivery, Past, UnknownOriginError
from privacy_gate.index.origin.prompts import find_deliveries
from privacy_gate.index.own_names import names_of_files
from privacy_gate.index.own_names_store import files_content

_DELIVERIES = 4
"""The maximum number of deliveries with which a region of the source, or a name, is compared.

A delivery is the prompts or answers of one commit.
"""
_PLACES = 12
"""The maximum number of files that define a name. The origin of a name with more is unknown."""
_DELIVERIES_OF_LINE = 100
"""The number of deliveries that are stored for a line, the first ones. A line in more of them proves little."""
_LAST = 2
"""The number of versions of a file before a delivery that are always compared, even if they look different."""
_QUESTIONS = 1_000
"""The maximum number of queries."""
_COMPARED = 4_000_000
"""The maximum number of characters that all queries together compare token by token."""


class Grams(Struct, frozen=True):
    """The k-grams that prompts of a commit brought, and those that the source already had."""

    brought: frozenset[int]
    older: frozenset[int]


class Origins:
    """Decide which code and names of a repository came from its prompts. The first query starts git."""

    def __init__(self, repository: git.Repository, config: Config, commits: Sequence[str] = ()) -> None:
        """Prepare the queries. The history is not read yet.

        The source consists of the checked-out commit and of `commits`.
        """
        self._config = config
        self._repository = repository
        tips = [repository.commit] if repository.commit else []
        self._past = Past(repository.root, config, list(dict.fromkeys([*tips, *commits])))
        self._found: list[Delivery] | None = None
        self._said: list[set[str]] | None = None
        self._lines: dict[str, list[int]] | None = None
        self._names: dict[str, bool] = {}
        self._compared = self._asked = 0

    def find_brought(self, path: str, region: str) -> list[Grams]:
        """Return the k-grams that prompts brought to a region of a file.

        The result is empty if the origin is unknown.
        """
        try:
            self._ask()
            return list(self._brought(path, Likeness(region)))
        except (GateError, UnknownOriginError):  # an unreadable history proves nothing
            return []

    def is_brought(self, name: str, paths: Sequence[str]) -> bool:
        """Whether a name came from prompts. `name` is its lookup key, and `paths` are the files that define it."""
        if name not in self._names:
            try:
                self._names[name] = self._is_brought(name, paths)
            except (GateError, UnknownOriginError):
                self._names[name] = False
        return self._names[name]

    def _ask(self) -> None:
        self._asked += 1
        if self._asked > _QUESTIONS:
            raise UnknownOriginError("too many git queries about the origin of code")

    def _deliveries(self) -> list[Delivery]:
        if self._found is None:
            self._found = []  # it stays empty if git fails
            self._found = find_deliveries(self._past, self._config, self._repository)
        return self._found

    def _texts(self, delivery: Delivery) -> list[tuple[str, str]]:
        return delivery.texts(self._past)

    # code ---------------------------------------------------------------------------------------

    def _brought(self, path: str, likeness: Likeness) -> Iterator[Grams]:
        for delivery in self._holding(likeness):
            alike = [text for _, text in self._texts(delivery) if likeness.shared_lines(text)]
            older = self._past.versions_beside(delivery, [path])
            last = older[-_LAST:]  # always compared, because the names may have been changed
            older += self._past.matching(delivery, likeness.expression) if likeness.expression else []
            older = [*last, *(one for one in older if likeness.is_like(one[1]))]
            brought = self._grams(alike, as_prompt=True)
            yield Grams(brought, self._grams((text for _, text in older), as_prompt=False))

    def _holding(self, likeness: Likeness) -> Iterator[Delivery]:
        """Yield the deliveries that contain most lines of a region, in order of commits.

        Each contains lines that the earlier ones lack.
        """
        deliveries, shared = self._deliveries(), dict[int, set[str]]()
        if self._lines is None:
            self._lines = {}
            for number, delivery in enumerate(deliveries):
                for line in {line for _, text in self._texts(delivery) for line in split_lines(text)}:
                    if len(there := self._lines.setdefault(line, [])) < _DELIVERIES_OF_LINE:
                        there.append(number)
        for line in likeness.lines:
            for number in self._lines.get(line, ()):
                shared.setdefault(number, set()).add(line)
        covered, taken = set[str](), 0
        for number in sorted(shared, key=lambda one: (-len(shared[one]), one)):
            if taken < _DELIVERIES and not shared[number] <= covered:
                taken += 1
                covered |= shared[number]
                yield deliveries[number]

    def _grams(self, texts: Iterable[str], *, as_prompt: bool) -> frozenset[int]:
        found: set[int] = set()
        for text in dict.fromkeys(texts):
            self._compare(text)
            found |= find_grams(text, as_prompt=as_prompt)
        return frozenset(found)

    def _compare(self, text: str) -> None:
        self._compared += len(text)
        if self._compared > _COMPARED:
            raise UnknownOriginError("the history of the prompts is too long to compare")

    # names --------------------------------------------------------------------------------------

    def _is_brought(self, name: str, paths: Sequence[str]) -> bool:
        if self._said is None:
            self._said = []
            self._said = [set[str]().union(*(names_said(*one) for one in self._texts(d))) for d in self._deliveries()]
        saying = [one for one, said in zip(self._deliveries(), self._said, strict=True) if name in said]
        if not saying or not paths or len(paths) > _PLACES or any(map(self._stays, paths)):
            return False
        self._ask()
        return any(not self._defined_before(name, paths, one) for one in saying[:_DELIVERIES])

    def _defined_before(self, name: str, paths: Sequence[str], delivery: Delivery) -> bool:
        """Whether the source defined a name before a delivery, or independently of it."""
        if name in names_of_files((path, "") for path in self._past.paths_before(delivery) if _may_say(path, name)):
            return True
        older = [*self._past.versions_beside(delivery, paths), *self._past.matching(delivery, expression_for(name))]
        for path, text in dict.fromkeys(older):
            self._compare(text)
            if name in names_of_files([(path, text)]):
                return True
        return False

    def _stays(self, path: str) -> bool:
        """Whether names of a path are always private.

        This holds for manifests, never-send code, and names without a file.
        """
        if not path or is_manifest(path.rpartition("/")[2]) or file_kinds.never_leaves(path, self._config):
            return True
        text = file_kinds.decode_file(files_content(self._repository.root, path))
        if not text:
            return text is None or not (self._repository.root / path).is_file()
        return file_kinds.is_marked(text)


def _may_say(path: str, name: str) -> bool:
    bare = "".join(one for one in path.lower() if one.isalnum())
    return name.replace("_", "") in bare
