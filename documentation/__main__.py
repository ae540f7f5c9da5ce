"""`python -m documentation`: write the generated pages anew. With `--check` name the first that is stale, no more."""

from __future__ import annotations

import sys

from documentation.pages import ROOT, stale


def main() -> int:
    check = "--check" in sys.argv[1:]
    for path, text in stale():
        print(f"{'stale' if check else 'wrote'}: {path}")
        if not check:
            file = ROOT / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            continue
        sys.exit("`make pages` writes them anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
