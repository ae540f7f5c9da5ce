"""Compute what the index stores about a file: its private fingerprints, and whether it is a never-send file."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.index import file_kinds, public_filter, winnow, word_grams
from privacy_gate.index.lexer import Tokens, lex

ORDINARY, MARKED, DENSE, UNREAD = 0, 1, 2, 4
"""Flags for the kind of a file.

MARKED: a comment marks it as a never-send file. DENSE: all its fingerprints are stored, and not only a sample. UNREAD:
it is a never-send file that is too large to read.
"""


class FilePrints(Struct, frozen=True):
    """The kind of a file (flags), its number of lines, its fingerprints and its tokens.

    `prints` are pairs of a fingerprint (without a key) and its line (from 1).
    """

    kind: int
    lines: int
    prints: list[tuple[int, int]]
    tokens: Tokens


_NOTHING = Tokens([], [])


def prints_of_file(data: bytes, *, dense: bool, path: str = "") -> FilePrints:
    """Compute the private fingerprints of a file.

    By default they are a sample. With `dense`, or if the file has a never-send comment, all of them are returned. If
    `path` is given as well, fingerprints of word sequences are added. Binary and generated files have none.
    """
    text = file_kinds.decode_file(data, file_kinds.LARGEST_GUARDED)
    if text is None:
        return FilePrints(DENSE if dense else ORDINARY, 0, [], _NOTHING)
    marked = file_kinds.is_marked(text)
    kind = (MARKED if marked else ORDINARY) | (DENSE if marked or dense else ORDINARY)
    if not kind and file_kinds.is_generated(text):
        return FilePrints(kind, 0, [], _NOTHING)
    tokens = lex(text)
    found = winnow.all_prints(tokens) if kind else winnow.prints(tokens)
    shipped = public_filter.load_shipped()
    private = [(value, line) for value, line in zip(*found, strict=True) if value not in shipped]
    if kind and path and not file_kinds.is_licence(path):
        private += [(row.hash, row.first) for row in word_grams.rows_in_file(text, is_code=file_kinds.is_code(path))]
    return FilePrints(kind, text.count("\n"), private, tokens)
