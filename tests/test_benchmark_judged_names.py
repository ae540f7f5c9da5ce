"""The table of judged neutral names is made of what two readers wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = 2  # lines of a table


def run(folder: Path, *arguments: str) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.judged_names", "--data", str(folder / "all.tsv"), *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return (ran.stdout if ran.returncode == 0 else ran.stderr).splitlines()


def test_a_sample_is_kept_unjudged_and_then_judged(tmp_path: Path) -> None:
    (tmp_path / "all.tsv").touch()
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps([[n, f"ward{n % 2}", "ward-1.whl", "w.py", f"ward_{n}", f"item_{n}"] for n in range(4)]))
    first, second = tmp_path / "first.tsv", tmp_path / "second.tsv"
    first.write_text("".join(f"{n}\t{'no' if n == 3 else 'yes'}\tno\tremark\n" for n in range(4)))
    second.write_text("number\tacceptable\tleak\n" + "".join(f"{n}\tYes\t{'yes' if n else 'no'}\n" for n in range(3)))

    assert run(tmp_path, "--add", "1", str(keys))[HEAD:] == ["| 1 | 4 | 2 | not judged yet | | |"]
    assert "not judged number 3" in run(tmp_path, "--add", "1", str(keys), str(first), str(second))[-1]

    with second.open("a") as file:
        file.write("3\tno\tno\n")

    assert run(tmp_path, "--add", "1", str(keys), str(first), str(second))[HEAD:] == [
        "| 1 | 4 | 2 | 75 %, 75 % | 75 % | 0, 2 |"
    ]
    assert len((tmp_path / "all.tsv").read_text().splitlines()) == 4
