"""How many names the gate judges in a second: `python -m benchmarks.telling_names`.

Processor time of one process, the best of some runs. *All* are names that the standard library defines, of which
the public vocabulary knows most, so that the model is asked for few; *judged* are names of which the model has to
judge each one, first with nothing in its caches, then again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from privacy_gate.checkers.names import name_features, name_model
from privacy_gate.index import vocabulary

GOAL = 10_000
_DATA = Path(__file__).parents[1] / "training" / "names" / "data"
_NAME = re.compile(r"[^\W\d]\w{3,100}")


def written() -> list[str]:
    """Names of the training data: of several words, and hardly one in the vocabulary."""
    texts = (gzip.decompress(file.read_bytes()).decode() for file in sorted(_DATA.glob("*.jsonl.gz")))
    return list(dict.fromkeys(json.loads(line)["name"] for text in texts for line in text.splitlines() if line))


def library() -> list[str]:
    """Names of the standard library, each once."""
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    return sorted({name for file in files for name in _NAME.findall(file.read_text("utf-8", "replace")) if "_" in name})


def filtered(names: list[str]) -> None:
    for name in names:
        if not vocabulary.known_name(name):
            name_model.judge(name)


def judged(names: list[str]) -> None:
    for name in names:
        name_model.judge(name)


def _clear() -> None:
    for cached in (
        name_model.judge,
        name_model._get_word_row,
        name_model._compute_row,
        name_features.use,
        name_features.pair,
    ):
        cached.cache_clear()


def _measure(what: Callable[[list[str]], None], names: list[str], runs: int, *, cold: bool) -> float:
    best = 0.0
    for _ in range(runs):
        name_model.judge.cache_clear()
        if cold:
            _clear()
        start = time.process_time()
        what(names)
        best = max(best, len(names) / (time.process_time() - start))
    return best


def _rows(runs: int) -> Iterator[tuple[str, int, float]]:
    own, public = written(), library()
    judged(own[:1])  # opens the files
    yield "all, cold", len(public), _measure(filtered, public, runs, cold=True)
    yield "judged, cold", len(own), _measure(judged, own, runs, cold=True)
    yield "judged, words known", len(own), _measure(judged, own, runs, cold=False)


def _loading(runs: int) -> float:
    """Milliseconds of processor time that a process spends before it can judge."""
    code = (
        "import time; import privacy_gate.checkers; a = time.process_time()\n"
        "from privacy_gate.checkers.names.name_model import judge; judge('a_b'); print(time.process_time() - a)"
    )
    each = (subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(runs))
    return 1000 * min(map(float, each))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telling_names", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    slow = False
    for what, count, rate in _rows(options.runs):
        slow |= rate < GOAL
        print(f"{what:<22} {count:>7,} names  {rate:>9,.0f} a second")
    print(f"loading the model      {_loading(options.runs):.1f} ms")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
