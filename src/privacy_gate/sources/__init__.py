"""Where texts come from: files, standard input, git's index, commits, a patch.

Each source yields blobs, and says of everything else why it is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.model import Blob, Problem, Skipped

Item = Blob | Problem | Skipped
Items = Iterator[Item]
