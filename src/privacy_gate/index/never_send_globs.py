"""Decide which files were never-send files before a change, and which are after it: by globs and by comments."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from privacy_gate.base.globs import guarding_glob
from privacy_gate.index import file_kinds


class Guards(Struct, frozen=True):
    """The `never_send` globs of the settings before and after a change."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def removed(self) -> list[str]:
        return [one for one in self.before if one not in self.after]

    def was_guarded(self, path: str) -> bool:
        return _names(self.before, path)

    def is_guarded(self, path: str) -> bool:
        return _names(self.after, path)

    @staticmethod
    def is_marked(text: str) -> bool:
        """Whether a comment in the text says that the file must never be sent."""
        return file_kinds.is_marked(text)


def _names(globs: Sequence[str], path: str) -> bool:
    return bool(globs) and guarding_glob(tuple(globs)).fullmatch(path) is not None
