"""Propose never-send files: files that are marked as private, and the modules with the most new logic."""

from __future__ import annotations

import re

from privacy_gate.base.language_table import weighed_language
from privacy_gate.base.progress import Bar
from privacy_gate.base.text import plural
from privacy_gate.checkers.change.novelty.measure import measure
from privacy_gate.checkers.change.novelty.weighing import WeighedFile
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind
from privacy_gate.cli.init.proposals.repository_texts import Texts
from privacy_gate.config import Config
from privacy_gate.model import Change, ChangedPath, Document, Exposure, Hunk

_MOST_MARKED, _MOST_NOVEL = 10, 5
_WEIGHED, _MEASURED = 1_500, 30  # files
_LEAST_NOVEL = 40  # lines
_LARGEST = 120_000  # characters; a larger file is mostly a library or data
_HEAD = 6_000  # characters
_NO_CORE = re.compile(
    r"(?:config|locale|demo|seed|sample|install|translation|routes?|breadcrumb)[^/]*$|(?:^|/)(?:config|commands?|routes)/",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"^[ \t]{0,8}(?:[#;%*\"'-]+|//+|/\*+|<!--)[^\n]{0,120}?\b(proprietary and confidential|confidential and proprietary"
    r"|(?:strictly|company|highly) confidential(?! (?:information|data))|confidential(?=\W{0,4}$)"
    r"|do not (?:re)?distribute|not for (?:distribution|disclosure)"
    r"|trade secrets?|(?-i:INTERNAL USE ONLY)|company secret|never[- ]send"
    r"|proprietary (?:algorithm|model|code|formula|logic|information)|streng vertraulich|betriebsgeheimnis)\b",
    re.IGNORECASE | re.MULTILINE,
)


def propose(texts: Texts, config: Config) -> list[Proposal]:
    """Return the marked files first, then the modules with the most new logic. The latter are only suggestions."""
    marked = list(_find_marked(texts))
    taken = {path for path, _ in marked}
    found = [
        Proposal(ProposalKind.FILE, _write_glob(path), f'is marked "{mark.lower()}"', marked=True)
        for path, mark in marked[:_MOST_MARKED]
    ]
    found += [
        Proposal(
            ProposalKind.FILE,
            _write_glob(path),
            f"{plural(lines, 'line')} of logic that is not in public code",
            marked=False,
        )
        for path, lines in _find_novel(texts, config)
        if path not in taken
    ]
    return found


def _find_marked(texts: Texts) -> list[tuple[str, str]]:
    """Return the files with a marker near their beginning. A marker in most files is a licence header."""
    found = []
    for path, text in texts.code.items():
        if match := _MARK.search(text[:_HEAD]):
            found.append((path, " ".join(match[1].split())))
    return found if len(found) * 2 <= max(len(texts.code), 10) else []


def _find_novel(texts: Texts, config: Config) -> list[tuple[str, int]]:
    """Return the files with the most new logic and the number of its lines.

    All files are weighed by their lines, and only the heaviest are compared with public code.
    """
    weights: dict[str, float] = {}
    core = (path for path in texts.code if not _NO_CORE.search(path) and len(texts.code[path]) <= _LARGEST)
    sizes = sorted(core, key=lambda path: -len(texts.code[path]))[:_WEIGHED]
    with Bar("files for new logic", len(sizes)) as bar:
        for path in bar.count_items(sizes):
            if (language := weighed_language(path)) is not None:
                file = WeighedFile(_as_added(path, texts.code[path]), _as_document(path, texts.code[path]), language)
                weights[path] = sum(one.weight for one in file.statements)
    heaviest = sorted(weights, key=lambda path: (-weights[path], path))[:_MEASURED]
    measured: list[tuple[float, str, int]] = []
    with Bar("files compared with public code", len(heaviest)) as bar:
        for path in bar.count_items(heaviest):
            change = Change((_as_added(path, texts.code[path]),), (_as_document(path, texts.code[path]),))
            figures = measure(change, config, None, 1.0).figures
            if figures.novel >= _LEAST_NOVEL:
                measured.append((figures.score, path, figures.novel))
    return [(path, lines) for _, path, lines in sorted(measured, key=lambda one: (-one[0], one[1]))[:_MOST_NOVEL]]


def _as_document(path: str, text: str) -> Document:
    return Document(path, text, Exposure.INTERNAL)


def _as_added(path: str, text: str) -> ChangedPath:
    lines = text.count("\n") + 1
    return ChangedPath(path, "A", frozenset(range(1, lines + 1)), hunks=(Hunk(1, lines),))


def _write_glob(path: str) -> str:
    """Return a glob for exactly this file. Characters with a meaning in a glob match any character."""
    return re.sub(r"[\[\]*?\\!]", "?", path)
