"""A proposal for the settings."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class ProposalKind(Enum):
    """The kind of a proposal. The value is its name for the user."""

    KEYWORD = "keywords"
    TERM = "glossary terms"
    HOST = "internal hosts"
    FILE = "never-send files"

    @property
    def key(self) -> str:
        """The key of the settings. An internal host is a keyword."""
        return {
            ProposalKind.KEYWORD: "keywords",
            ProposalKind.HOST: "keywords",
            ProposalKind.TERM: "glossary",
            ProposalKind.FILE: "never_send",
        }[self]


class Proposal(Struct, frozen=True):
    """A value for the settings, and the reason in one line. `marked` means that Enter accepts it."""

    kind: ProposalKind
    value: str
    reason: str
    marked: bool
