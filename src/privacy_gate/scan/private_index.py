"""What the gate knows of the repository that it runs in: its code and its names, and the code of its organisation.

What takes time is loaded when the first text goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from privacy_gate.base import git
from privacy_gate.base.ci import in_ci
from privacy_gate.base.git.listing import Loose
from privacy_gate.base.progress import watch
from privacy_gate.config import Config, Settings
from privacy_gate.index.budget import Allowance, Budget
from privacy_gate.index.code_index import Code, RepositoryCode
from privacy_gate.index.indexed_repository import IndexedRepository
from privacy_gate.index.no_code import NoCode
from privacy_gate.index.own_names import NameSource
from privacy_gate.index.repository_names import RepositoryNames

if TYPE_CHECKING:
    from privacy_gate.index.clones import Clones

Say = Callable[[str, str], None]
"""Tells the user what is not known, with a hint."""


class Caller(Enum):
    """Who waits for a check, by the part of `index_budget` that it may read."""

    COMMAND = 1.0
    GIT_HOOK = 0.25
    ASSISTANT = 0.05


class Index(NamedTuple):
    """The code and the names of the repository; None where they cannot be read."""

    code: Code | None = None
    names: NameSource | None = None


def open_index(
    repository: git.Repository | None,
    settings: Settings,
    loose: Loose | None,
    say: Say,
    caller: Caller,
    *,
    quiet: bool,
) -> Index:
    """What is known of a repository; `loose` is the question to git for loose files."""
    config = settings.config
    if repository is None:
        own = NoCode("never_send is set, but there is no git work tree to find its files in")
        return Index(_with_others(own if config.never_send else None, settings, say))
    allowed = allowance(config, say, caller, quiet=quiet)
    indexed = IndexedRepository(repository, config, allowed, _clones(repository, config, say), loose)
    return Index(_with_others(RepositoryCode(indexed), settings, say), RepositoryNames(indexed))


def allowance(config: Config, say: Say, caller: Caller, *, quiet: bool = False) -> Allowance:
    """What a check may spend on the index. In CI, where nobody waits, it is everything; an assistant always waits."""
    budget = Budget(config.index_budget * caller.value)
    if caller is Caller.ASSISTANT:
        return Allowance(budget, say=say)
    return Allowance(Budget() if in_ci() else budget, 10, partial(watch, quiet=quiet), say)


def _clones(repository: git.Repository, config: Config, say: Say) -> Clones | None:
    if not config.public_code:
        return None
    from privacy_gate.index import clones

    return clones.find_clones(repository, config, say)


def _with_others(own: RepositoryCode | NoCode | None, settings: Settings, say: Say) -> Code | None:
    """The code of the repository, and that of the organisation's others where the settings name its index."""
    organisation = settings.config.organisation
    if organisation is None:
        return own
    from privacy_gate.index.organisation.code import OrganisationCode, Together

    here = own if isinstance(own, RepositoryCode) else None
    others = OrganisationCode(organisation, settings.folder, here, say)
    return Together(own, others) if own is not None else others
