"""Open the private index: the code and names of the repository, and the code of its organisation.

Slow modules are imported when the first outbound text is checked.
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
"""A function that prints a note about the index, with a hint."""


class Caller(Enum):
    """The program that waits for a check. The value is the share of `index_budget` that it may use."""

    COMMAND = 1.0
    GIT_HOOK = 0.25
    ASSISTANT = 0.05


class Index(NamedTuple):
    """The code and the names of the repository; None for what cannot be used."""

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
    """Open the index of a repository. `loose` is the query for uncommitted files, if the caller has started one."""
    config = settings.config
    if repository is None:
        own = NoCode("never_send is set, but there is no git work tree to find its files in")
        return Index(_combine(own if config.never_send else None, settings, say))
    allowed = allowance(config, say, caller, quiet=quiet)
    indexed = IndexedRepository(repository, config, allowed, _clones(repository, config, say), loose)
    return Index(_combine(RepositoryCode(indexed), settings, say), RepositoryNames(indexed))


def allowance(config: Config, say: Say, caller: Caller, *, quiet: bool = False) -> Allowance:
    """Return the limits for updating the index in a check. There is none in CI. It is lowest for an assistant."""
    budget = Budget(config.index_budget * caller.value)
    if caller is Caller.ASSISTANT:
        return Allowance(budget, say=say)
    return Allowance(Budget() if in_ci() else budget, 10, partial(watch, quiet=quiet), say)


def _clones(repository: git.Repository, config: Config, say: Say) -> Clones | None:
    if not config.public_code:
        return None
    from privacy_gate.index import clones

    return clones.find_clones(repository, config, say)


def _combine(own: RepositoryCode | NoCode | None, settings: Settings, say: Say) -> Code | None:
    """Return the code of the repository, together with the organisation's code if the settings name its index."""
    organisation = settings.config.organisation
    if organisation is None:
        return own
    from privacy_gate.index.organisation.code import OrganisationCode, Together

    here = own if isinstance(own, RepositoryCode) else None
    others = OrganisationCode(organisation, settings.folder, here, say)
    return Together(own, others) if own is not None else others
