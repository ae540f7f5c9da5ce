"""Describe what is missing in an index, and how to complete it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.text import plural
from privacy_gate.config import Config

if TYPE_CHECKING:
    from privacy_gate.index.store import Store

BUILD = "run: privacy-gate index build"


def describe_missing(where: str, what: str, why: str) -> str:
    """Return a sentence that says what part of an index is missing, why (if known), and how to add it."""
    reason = f" ({why})" if why else ""
    return f"the {where} lacks {what}{reason}: none of it is recognised here; {BUILD}"


def too_large(store: Store, trees: Sequence[int], config: Config) -> str:
    """Return a sentence about never-send files that are too large to read; empty if there are none."""
    from privacy_gate.index import file_kinds
    from privacy_gate.index.file_prints import MARKED, UNREAD

    unread = [
        path for path, kind in store.of_kind(UNREAD, trees) if kind & MARKED or file_kinds.never_leaves(path, config)
    ]
    if not unread:
        return ""
    more = f" and {plural(len(unread) - 1, 'more file')}" if len(unread) > 1 else ""
    return (
        f"cannot search for never-send code: {unread[0]}{more} has more than "
        f"{file_kinds.LARGEST_GUARDED:,} bytes; exclude it from never_send, or split it"
    )
