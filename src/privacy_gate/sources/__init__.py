"""The sources of texts: files, standard input, the git index, commits, patches.

Each source yields blobs. Any other item has a reason: a `Problem` or a `Skipped`.
"""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.model import Blob, Problem, Skipped

Item = Blob | Problem | Skipped
Items = Iterator[Item]
