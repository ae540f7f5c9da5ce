"""A repository whose code and names are indexed, with the limits for reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privacy_gate.base import git
from privacy_gate.base.git.listing import Loose
from privacy_gate.config import Config
from privacy_gate.index.budget import Allowance

if TYPE_CHECKING:  # slow imports are deferred until an outbound text is checked
    from privacy_gate.index.clones import Clones


class IndexedRepository(NamedTuple):
    """A repository with its settings and limits.

    `clones` are the local clones of the repositories that the settings declare public. `loose` is the query for
    uncommitted files, which several indexes share.
    """

    git: git.Repository
    config: Config
    allowance: Allowance
    clones: Clones | None = None
    loose: Loose | None = None
