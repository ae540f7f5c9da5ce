"""What the gate knows of the repository that it runs in: its code and its names, and the code of its organisation.

What takes time is loaded when the first text goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from privacy_gate import git
from privacy_gate.config import Config, Settings
from privacy_gate.errors import GateError
from privacy_gate.git.listing import Loose
from privacy_gate.index.code import BUILD, Code, NoCode, RepositoryCode
from privacy_gate.text import plural

if TYPE_CHECKING:
    from privacy_gate.index.clones import Clones
    from privacy_gate.index.own import Names

Say = Callable[[str, str], None]
"""Tells the user what is not known, with a hint."""

_SECONDS = 0.5  # what a user does not notice


class Index(NamedTuple):
    """Code, and the names when somebody asks for them."""

    code: Code | None
    names: Callable[[], Names | None]


NOTHING = Index(None, lambda: None)


def of(repository: git.Repository | None, settings: Settings, loose: Loose | None, say: Say) -> Index:
    """What is known of a repository; `loose` is the question to git for loose files."""
    config = settings.config
    clones = _clones(repository, config, say)
    code = _with_others(_own(repository, config, clones, loose, say), settings, say)
    return Index(code, partial(_names, repository, config, clones, loose, say))


def _clones(repository: git.Repository | None, config: Config, say: Say) -> Clones | None:
    if repository is None or not config.public_code:
        return None
    from privacy_gate.index import clones

    return clones.of(repository, config, say)


def _own(
    repository: git.Repository | None, config: Config, clones: Clones | None, loose: Loose | None, say: Say
) -> RepositoryCode | NoCode | None:
    if repository is not None:
        return RepositoryCode(repository, config, say, clones, loose)
    if config.never_send:
        return NoCode("never_send is set, and there is no git work tree to tell its files by")
    return None


def _with_others(own: RepositoryCode | NoCode | None, settings: Settings, say: Say) -> Code | None:
    """The code of the repository, and that of the organisation's others where the settings name its index."""
    organisation = settings.config.organisation
    if organisation is None:
        return own
    from privacy_gate.index.organisation.code import OrganisationCode, Together

    here = own if isinstance(own, RepositoryCode) else None
    others = OrganisationCode(organisation, settings.folder, here, say)
    return Together(own, others) if own is not None else others


def _names(
    repository: git.Repository | None, config: Config, clones: Clones | None, loose: Loose | None, say: Say
) -> Names | None:
    """The names of the repository, brought up to date as far as that is small work."""
    if repository is None:
        return None
    from privacy_gate.index.own_store import NameStore

    try:
        store = NameStore(repository)
        left = store.bring_up_to_date(config, _SECONDS, loose=loose)
    except GateError as error:  # a work tree that cannot be written to, another process that takes long
        say(error.message, error.hint or BUILD)
        store = NameStore(repository, kept=False)
        left = store.bring_up_to_date(config, _SECONDS, loose=loose)
    if left:
        say(f"the names in {plural(left, 'file')} are not known yet", BUILD)
    if clones is not None:
        store.subtract(clones, _SECONDS, lambda message: say(message, BUILD))
    return store
