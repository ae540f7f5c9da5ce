"""The data that the index stores about a file: its private fingerprints, and whether it is a never-send file."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.index import file_kinds, public_filter, winnow, word_grams
from privacy_gate.index.lexer import Tokens, lex

ORDINARY, MARKED, DENSE, UNREAD = 0, 1, 2, 4
"""The kinds of files, as flags.

MARKED: a comment marks the file as never-send. DENSE: all its fingerprints were kept. UNREAD: it is a never-send file
that is too large to be read.
"""


class FilePrints(Struct, frozen=True):
    """The kind of a file, its number of lines, its fingerprints (without a key) with their lines (from 1), and its
    tokens.
    """

    kind: int
    lines: int
    prints: list[tuple[int, int]]
    tokens: Tokens


_NOTHING = Tokens([], [])


def prints_of_file(data: bytes, *, dense: bool, path: str = "") -> FilePrints:
    """Return the fingerprints of a file.

    `dense` keeps all of them, as for a file with a never-send comment. With a `path`, a dense file also gets
    fingerprints of its words. Binary and generated files have no fingerprints.
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
