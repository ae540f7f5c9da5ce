"""Find the prompts and answers of a repository, and the commit that added each.

An answer is a code file in the folder beside a prompt: `prompts/NAME/...` beside `prompts/NAME.md`. The commands `new`
and `test` use this layout.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from privacy_gate.base import git
from privacy_gate.base.git import listing
from privacy_gate.base.language_table import PROMPT_FILES
from privacy_gate.config import Config
from privacy_gate.index import file_kinds
from privacy_gate.index.origin.past import Delivery, Past, is_whole
from privacy_gate.index.own_names_store import files_content
from privacy_gate.model import Exposure

_FOLDER = "prompts/"


def find_deliveries(past: Past, config: Config, repository: git.Repository) -> list[Delivery]:
    """Return all prompts and answers, those of the oldest commits first.

    The result is empty if the history is incomplete.
    """
    root = repository.root
    if not is_whole(root):
        return []
    tips = (repository.commit,) if repository.commit else ()
    versions = past.versions_of(tuple(map(_pathspec, outbound_globs(config))), tips)
    by_commit: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    known = {touch.path for _, touch in versions}
    seen: set[tuple[str, str]] = set()
    for commit, touch in versions:
        if (touch.path, touch.oid) in seen or config.exposure(touch.path) is not Exposure.OUTBOUND:
            continue
        seen.add((touch.path, touch.oid))
        of_commit = (commit, is_answer(touch.path, known))
        by_commit.setdefault(of_commit, []).append((touch.path, touch.oid))
    found = [Delivery(commit, answers, tuple(blobs)) for (commit, answers), blobs in by_commit.items()]
    if loose := tuple(_loose_answers(past, config)):
        found.append(Delivery("", answers=True, loose=loose))
    return found


def outbound_globs(config: Config) -> list[str]:
    paths = [path for rule in config.per_path if rule.exposure is Exposure.OUTBOUND for path in rule.paths]
    return [*config.prompts, *paths]


def is_answer(path: str, known: Container[str]) -> bool:
    """Whether a path is a code file in the folder of one of the known prompts."""
    if not file_kinds.is_code(path):
        return False
    folder = path.rpartition("/")[0]
    while folder.startswith(_FOLDER):
        if any(folder + ending in known for ending in PROMPT_FILES):
            return True
        folder = folder.rpartition("/")[0]
    return False


def _loose_answers(past: Past, config: Config) -> Iterable[tuple[str, str]]:
    """Yield the path and text of the answers in the work tree, committed or not."""
    listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", f":(top,literal){_FOLDER}"]
    paths = set(git.split_paths(git.run(listed, past.root)))
    for path in sorted(paths):
        if config.exposure(path) is Exposure.OUTBOUND and is_answer(path, paths):
            data = files_content(past.root, path)
            past.charge(len(data))
            if (text := file_kinds.decode_file(data)) is not None:
                yield path, text


def _pathspec(glob: str) -> str:
    return f":(top,glob){listing.pathspec(glob)}"
