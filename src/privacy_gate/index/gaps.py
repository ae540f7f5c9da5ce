"""The sentences that say what an index does not know, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.text import plural
from privacy_gate.config import Config

if TYPE_CHECKING:
    from privacy_gate.index.store import Store

BUILD = "run: privacy-gate index build"


def describe_missing(where: str, what: str, why: str) -> str:
    """The sentence that says what an index lacks, why if that is known, and what to do."""
    reason = f" ({why})" if why else ""
    return f"the {where} lacks {what}{reason}: none of it is recognised here; {BUILD}"


def too_large(store: Store, trees: Sequence[int], config: Config) -> str:
    """The sentence that names a file that never leaves and is too large to be looked for; none where all were read."""
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
