"""Discover the parts of a repository that matter for its setup: languages, prompts, assistants, hooks, a forge."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.audit.machine import Machine, platform_here
from privacy_gate.audit.settings_lookup import Look
from privacy_gate.base import git
from privacy_gate.base.git import other_repositories
from privacy_gate.base.git.listing import list_files
from privacy_gate.base.language_table import MARKDOWN, PLAIN_TEXT, PROMPT, TEMPLATES, Language, weighed_language
from privacy_gate.checkers.change.novelty import excluded_files
from privacy_gate.cli.init.proposals.proposal import Proposal
from privacy_gate.config import Config
from privacy_gate.documents import languages
from privacy_gate.integrations.assistants import ASSISTANTS
from privacy_gate.model import Exposure
from privacy_gate.rules.toolchain import catalogue

_MOST = 5  # maximum number of folders in the settings
_TEXT = (*MARKDOWN, *PLAIN_TEXT, PROMPT, *TEMPLATES)
_LIKE_PROMPTS = re.compile(r"((?:[^/]+/)*[^/]*prompts?(?:[-_]templates?)?)/(?:[^/]+/)*[^/]+", re.IGNORECASE)
_NO_PROMPTS = re.compile(r"(?:^|/)(?:tests?|docs?|examples?|src|site|node_modules)/", re.IGNORECASE)


class UsedAssistant(Struct, frozen=True):
    """An assistant in use: its id, its title, and the sign of its use.

    `here` is true if it is on this computer, and not only in the repository.
    """

    name: str
    title: str
    sign: str
    here: bool


class Discovery(Struct, frozen=True):
    """The discovered parts. Counts are numbers of files, and globs are ready for the settings.

    `proposals` are values for the settings, and `chosen` those that the user accepted.
    `manager` is the file of the manager of git hooks (pre-commit, husky, lefthook), or empty.
    """

    root: Path
    common: Path
    languages: tuple[tuple[str, int], ...]
    prompts: int
    more_prompts: tuple[str, ...]
    vendored: tuple[str, ...]
    assistants: tuple[UsedAssistant, ...]
    manager: str
    github: bool
    gitlab: bool
    proposals: tuple[Proposal, ...] = ()
    chosen: tuple[Proposal, ...] = ()


def look(repository: git.Repository, config: Config) -> Discovery:
    """Examine a repository with the settings in force."""
    root = repository.root
    paths = list_files(root, "")
    assistants = tuple(_assistants(repository, config))
    outbound = {path for path in paths if config.exposure(path) is Exposure.OUTBOUND}
    remotes = other_repositories.remotes(root)
    return Discovery(
        root=root,
        common=repository.common,
        languages=_languages(paths),
        prompts=len(outbound),
        more_prompts=_folders(_like_prompts(path for path in paths if path not in outbound)),
        vendored=_folders(_find_vendored(paths)),
        assistants=assistants,
        manager=_manager(root),
        github=(root / ".github").is_dir() or any("github" in remote for remote in remotes),
        gitlab=(root / ".gitlab-ci.yml").is_file() or any("gitlab" in remote for remote in remotes),
    )


def _languages(paths: Sequence[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(name for path in paths if (name := _language(path)))
    return tuple(counted.most_common(_MOST))


def _language(path: str) -> str:
    """Return the programming language of a file by its name. Return an empty string for any other file."""
    found = languages.language_of_path(path, "")
    if isinstance(found, Language):
        return found.name if found.core or weighed_language(path) is not None else ""
    return found if found == "python" else ""


def _like_prompts(paths: Iterator[str]) -> Iterator[str]:
    for path in paths:
        if path.lower().endswith(_TEXT) and not _NO_PROMPTS.search(path) and (found := _LIKE_PROMPTS.fullmatch(path)):
            yield found[1]


def _find_vendored(paths: Sequence[str]) -> Iterator[str]:
    """Yield the folders of third-party code. Each path ends at the first part that identifies it as vendored."""
    for path in paths:
        if excluded_files.reason_by_path(path) == "vendored":
            steps = path.split("/")[:-1]
            for count in range(1, len(steps) + 1):
                if excluded_files.reason_by_path(f"{'/'.join(steps[:count])}/x.py") == "vendored":
                    yield "/".join(steps[:count])
                    break


def _folders(folders: Iterator[str]) -> tuple[str, ...]:
    """Return globs for the folders with the most files."""
    return tuple(f"{folder}/**" for folder, _ in Counter(folders).most_common(_MOST))


def _assistants(repository: git.Repository, config: Config) -> Iterator[UsedAssistant]:
    """Yield the supported assistants that are in use, by files in the repository or the home directory, or by their
    program."""
    known, root = catalogue.load(), repository.root
    machine = Machine(
        root, Path.home(), platform=platform_here(), variables=os.environ, folders=known.folders, config=config,
        repository=repository,
    )  # fmt: skip
    tools = {tool.id: tool for tool in known.tools}
    for name, load in ASSISTANTS.items():
        home = Look(known, machine, "user").find_sign(tools[name])
        own = Look(known, machine, "repository").find_sign(tools[name])
        program = shutil.which(load().PROGRAM)
        sign = own or home or (f"the program {Path(program).name}" if program else None)
        if sign is not None:
            yield UsedAssistant(name, tools[name].name, sign, here=bool(home or program))


def _manager(root: Path) -> str:
    for name in (".pre-commit-config.yaml", ".husky", "lefthook.yml", "lefthook.yaml", ".lefthook.yml"):
        if (root / name).exists():
            return name
    return ""
