"""Print the commits for a second reader, without what the first one found: python3 second.py > second.jsonl

Within a project they come by hash, so that neither the order of the draw nor that of reading shows.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HIDDEN = {"label", "kind", "blocks", "remark"}


def main() -> None:
    lines = Path(__file__).with_name("commits.jsonl").read_text(encoding="utf-8").splitlines()
    records = sorted(map(json.loads, lines), key=lambda record: (record["language"], record["repo"], record["commit"]))
    for record in records:
        shown = {key: value for key, value in record.items() if key not in HIDDEN}
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
