"""A repository whose code and names are indexed, and what reading it may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privacy_gate.base import git
from privacy_gate.base.git.listing import Loose
from privacy_gate.config import Config
from privacy_gate.index.budget import Allowance

if TYPE_CHECKING:  # what takes time is loaded when a text goes out
    from privacy_gate.index.clones import Clones


class IndexedRepository(NamedTuple):
    """`clones` are of the repositories that the settings call public. `loose` is shared by all that ask for the files
    that are not committed."""

    git: git.Repository
    config: Config
    allowance: Allowance
    clones: Clones | None = None
    loose: Loose | None = None
