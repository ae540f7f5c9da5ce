"""How often the hook of an assistant would stop a developer: the share of texts, in both profiles.

    python -m benchmarks.quietness [FILE.jsonl[.gz]…]

Each record has a `text`. Without arguments the everyday prompts in `benchmarks/data/` are read. What was
stopped is listed by its rules, with `--show` by its place too. Nothing is written.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from privacy_gate.integrations.assistants import event_check, involved_repositories
from privacy_gate.integrations.assistants.events import Asked, Moment, Text
from privacy_gate.model import Blob, Exposure, Severity
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin

DATA = Path(__file__).parent / "data"
EVERYDAY = [DATA / "everyday.jsonl", DATA / "workday.jsonl"]
PROFILES = ("repository", "clean-room")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each file and profile."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quietness", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=EVERYDAY)
    parser.add_argument("--show", action="store_true", help="say where each text was stopped, with what is masked")
    parser.add_argument("--block-on", choices=("error", "warning"), default="error")
    options = parser.parse_args(arguments)
    files = [(file, _texts(file)) for file in options.files]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GIT_CEILING_DIRECTORIES"] = folder
        os.chdir(folder)
        for file, texts in files:
            for profile in PROFILES:
                stopped, rules, shown = measure(texts, profile, Severity[options.block_on.upper()])
                share = f"{100 * stopped / max(len(texts), 1):.1f} %"
                print(f"{file.name}, {profile}: {stopped} of {len(texts)} stopped ({share})")
                for rule, times in rules.most_common():
                    print(f"  {times:4} {rule}")
                print("".join(f"    {line}\n" for line in shown) if options.show else "", end="", flush=True)
            told = told_of(texts)
            print(
                f"{file.name}: something is shown for {told} of {len(texts)} ({100 * told / max(len(texts), 1):.1f} %)"
            )
    return 0


def measure(texts: Sequence[str], profile: str, least: Severity) -> tuple[int, Counter[str], list[str]]:
    """How many texts a hook would stop, by which rules (each counted once a text), and where."""
    session = begin(
        Options(exposure=Exposure.OUTBOUND.value, select=involved_repositories.selection(profile), quiet=True)
    )
    stopped, rules, shown = 0, Counter[str](), []
    for number, text in enumerate(texts, 1):
        run = session.run.another()
        run.read([Blob("<prompt>", text.encode("utf-8", "surrogatepass"), Exposure.OUTBOUND)])
        report = run.report()
        found = event_check.stopping_findings(event_check.is_about_leaks(report), least)
        if found or report.problems:
            stopped += 1
            rules.update({one.rule for one in found} or {"could not be checked"})
            shown += [f"{number}: {one.rule}: {one.excerpt.text.strip()[:150]}" for one in found]
    return stopped, rules, shown


def told_of(texts: Sequence[str]) -> int:
    """Of how many prompts the default profile shows something to the user that does not stop them."""
    told = 0
    for text in texts:
        prompt = Asked(Moment.PROMPT, "", {}, (Text(("prompt",), "<prompt>", text),))
        told += bool(event_check.check(involved_repositories.find(prompt, None), prompt).beyond)
    return told


def _texts(file: Path) -> list[str]:
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    return [json.loads(line)["text"] for line in text.split("\n") if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
