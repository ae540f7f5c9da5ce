"""`python -m privacy_gate`."""

from __future__ import annotations

from privacy_gate.cli import main

if __name__ == "__main__":
    main()
