"""`python -m training.licences FOLDER…`: the rows of words that the texts of common licences have.

Reads every file below a folder that is called LICENSE, LICENCE, COPYING or NOTICE, and all of a folder that is called
common-licenses (Debian's). A row of the former counts when two of them have it: it names no holder of a copyright.
Writes src/privacy_gate/index/data/licences.bin.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from privacy_gate.index import file_kinds, word_grams

_LEFT_OUT = ("GFDL", "CC", "Artistic", "GPL-1")  # no headers of code
_DECORATION = str.maketrans(dict.fromkeys("*#", " "))


def main(folders: Sequence[str]) -> int:
    known: set[int] = set()
    counted: Counter[int] = Counter()
    for folder in map(Path, folders):
        whole = folder.name == "common-licenses"
        for file in sorted(folder.rglob("*")):
            if file.name.startswith(_LEFT_OUT):
                continue
            if file.is_file() and (whole or file_kinds.is_licence(file.name)):
                text = file.read_text(encoding="utf-8", errors="replace").translate(_DECORATION)
                rows = {row.hash for row in word_grams.rows_in_text(text)}
                known |= rows if whole else set()
                counted.update(rows)
    known |= {row for row, files_ in counted.items() if files_ > 1}
    values = array("Q", sorted(known))
    if sys.byteorder == "big":
        values.byteswap()
    word_grams.LICENCES.write_bytes(values.tobytes())
    print(f"{len(known):,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
