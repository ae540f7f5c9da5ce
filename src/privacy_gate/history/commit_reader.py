"""Check the commits of a change one by one, for problems that a later commit does not remove.

A change as a whole is checked by its final state. If one commit adds a secret or personal data and another removes it,
it stays in the history, which others can get. Other rules only matter for the final state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate import documents
from privacy_gate.base.git.log import CommitFacts
from privacy_gate.history.finding_keys import finding_key
from privacy_gate.history.message_text import message_text
from privacy_gate.model import Blob, Document, Exposure, Origin, Problem, Severity, Shown, Skipped
from privacy_gate.rules import Rule, family
from privacy_gate.scan import Run
from privacy_gate.scan.tally import Tally
from privacy_gate.sources import commits
from privacy_gate.sources.commits import CommitVersion, Message
from privacy_gate.sources.files import Tree

_LASTING = ("secret", "personal")
_SHORT = 12  # characters of a commit id
REVOKE = "Revoke it. A later commit does not remove it from the history. Then rewrite the commits without it."
REWRITE = "Rewrite the commits without it. A later commit does not remove it from the history."


class CommitFinding(Struct, frozen=True):
    """A finding, the commit that adds it (empty for a tag), and whether it is in the message of the commit."""

    commit: str
    shown: Shown
    in_message: bool = False


def stays_in_history(rule: Rule) -> bool:
    """Whether the findings of a rule are a problem in any commit, and not only in the final state."""
    return rule.family in _LASTING and rule.level(Exposure.INTERNAL) >= Severity.WARNING


class CommitReader:
    """Reads commits and tags. `judged` are the texts of the final state, with the lines that were checked there."""

    def __init__(self, run: Run, rules: Mapping[str, Rule], tree: Tree, judged: Iterable[Document]) -> None:
        self._run = run
        self._rules = rules
        self._tree = tree
        self._judged = {document.path: _judged_lines(document) for document in judged}
        self._seen: set[str] = set()
        self._skipped: dict[str, Skipped] = {}
        self._named: set[str] = set()
        self.found: list[CommitFinding] = []
        self.problems: list[Problem] = []

    def read(self, oids: Sequence[str], only: Container[str] | None = None) -> None:
        """Read commits that were not read yet, parents before children: their files and their messages."""
        chosen = commits.select_range(self._tree, [oid for oid in oids if oid not in self._seen])
        self._seen.update(oids)
        self.problems += chosen.problems
        named: dict[str, str] = {}
        for version in commits.versions(self._tree, chosen.commits, only):
            if isinstance(version, CommitVersion):
                named.setdefault(version.blob.path, version.commit)
                self._version(version)
            elif isinstance(version, Problem):
                self.problems.append(version)
            else:
                self._skipped.setdefault(version.path, version)
        self._names(named)
        for message in commits.messages(self._tree, chosen.commits):
            if isinstance(message, Message):
                self.message(message, message.oid)
            else:
                self.problems.append(message)

    def message(self, message: Message, commit: str = "") -> None:
        """Check the message of a commit or tag."""
        text = message_text(message.raw)
        self._judge(documents.of_text(message.path, text, Exposure.INTERNAL), commit, in_message=True)

    def tally(self, facts: Callable[[Iterable[str]], Mapping[str, CommitFacts]], masked: Callable[[str], str]) -> Tally:
        """Return the findings, for the run of the whole change.

        `facts` looks up commits in git, and `masked` masks secrets in a subject.
        """
        first: dict[bytes, CommitFinding] = {}
        for one in self.found:
            first.setdefault(finding_key(self._rules[one.shown.rule], one.shown, one.shown.path), one)
        known = facts(sorted({one.commit for one in first.values() if one.commit}))
        found = [_with_origin(one, known.get(one.commit), masked) for one in first.values()]
        return Tally(Counter(), found=found, problems=self.problems, skipped=list(self._skipped.values()))

    def _version(self, version: CommitVersion) -> None:
        read = documents.read(version.blob)
        if isinstance(read, Skipped):
            self._skipped.setdefault(read.path, read)
            return
        before = self._judged.get(read.path, set()).union(*(_lines_of(version.blob, data) for data in version.before))
        lines = enumerate(read.text.split("\n"), 1)
        read.added = frozenset(number for number, line in lines if line.strip() not in before)
        if read.added:
            self._judge(read, version.commit)

    def _names(self, named: Mapping[str, str]) -> None:
        """Check file names, each with the first commit that changes the file."""
        run = self._run.another()
        run.check_names([path for path in named if path not in self._named], self._tree.exposure)
        self._named.update(named)
        self.found += [CommitFinding(named[shown.path], shown) for shown in run.part().found]

    def _judge(self, document: Document, commit: str, *, in_message: bool = False) -> None:
        run = self._run.another()
        run.read([document])
        part = run.part()
        self.problems += part.problems
        self.found += [CommitFinding(commit, shown, in_message) for shown in part.found]


def _judged_lines(document: Document) -> set[str]:
    lines = document.text.split("\n")
    numbers = range(1, len(lines) + 1) if document.added is None else document.added
    return {lines[number - 1].strip() for number in numbers if 0 < number <= len(lines)}


def _lines_of(blob: Blob, before: bytes) -> set[str]:
    read = documents.read(Blob(blob.path, before, blob.exposure))
    return {line.strip() for line in read.text.split("\n")} if isinstance(read, Document) else set()


def _with_origin(one: CommitFinding, facts: CommitFacts | None, masked: Callable[[str], str]) -> Shown:
    facts = facts or CommitFacts("", "", "")
    remedy = REVOKE if family(one.shown.rule) == "secret" else REWRITE
    if one.commit:
        date = f" ({facts.date[:10]})" if facts.date else ""
        where = f"in the {'message' if one.in_message else 'history'}, commit {one.commit[:_SHORT]}{date}"
    else:
        where = "in the message of a tag"
    return replace(
        one.shown,
        message=f"{one.shown.message}; {where}",
        remedy=remedy,
        suggestion=None,
        origin=Origin(one.commit, facts.date, masked(facts.author), masked(facts.subject)),
    )
