"""What looking into the index adds to a hook: whole processes with it and without it, in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import code_variants
from benchmarks.environments import clean
from benchmarks.measure import Command, Series, interleaved
from benchmarks.organisation import building, corpus
from benchmarks.organisation.corpus import Package

_HOOK = (sys.executable, "-m", "privacy_gate", "hook", "claude")


def measure(scratch: Path, packages: Sequence[Package], rounds: int) -> dict[str, Any]:
    """Seconds of processor time and of wall time that each prompt costs with the index and without, the least of
    each; the memory of the process, most of it the pages of the filter that were read."""
    env = clean() | {
        "PRIVACY_GATE_CACHE": str(scratch / "cache"),
        "GIT_CEILING_DIRECTORIES": str(scratch),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    (scratch / "cache").mkdir(exist_ok=True)
    key = str(scratch / "organisation.key")
    settings = {
        "without": "hook: {profile: clean-room}\n",
        "filter": f"hook: {{profile: clean-room}}\norganisation: {{index: {scratch / 'index'}, key: {key}}}\n",
    }
    folders = {name: _repository(scratch, name, text) for name, text in settings.items()}
    pull = [*_HOOK[:3], "org", "pull", "--quiet"]
    with ProcessPoolExecutor(1) as apart:  # no peak is lower than this process's own
        prompts = apart.submit(_prompts, scratch, packages).result()
    found: dict[str, Any] = {}
    for shards in ("--no-shards", "--shards"):
        subprocess.run([*pull, shards], cwd=folders["filter"], env=env, check=True)
        for what, text in prompts.items():
            if shards == "--shards" and what == "50 lines of other code":
                continue  # without a hit no shard is opened; a long prompt names some by chance
            commands = {}
            for name, folder in folders.items():
                file = scratch / f"{name}.json"
                event = {"hook_event_name": "UserPromptSubmit", "cwd": str(folder), "prompt": text}
                file.write_text(json.dumps(event), encoding="utf-8")
                commands[name] = Command(_HOOK, folder, env, file)
            label = f"{what}, with shards" if shards == "--shards" else what
            found[label] = _figures(commands, rounds)
    return found


def _figures(commands: dict[str, Command], rounds: int) -> dict[str, Any]:
    series: dict[str, Series] = {}
    for _, _, series in interleaved(commands, rounds, float("inf")):  # noqa: B007  (the last is what counts)
        pass
    for name, one in series.items():
        if one.failure is not None:
            raise RuntimeError(f"{name}: {one.failure}")
    return {
        name: {
            "cpu": min(run.cpu for run in one.runs),
            "wall": one.best,
            "median": one.cpu,
            "peak": one.peak,
        }
        for name, one in series.items()
    }


def _repository(scratch: Path, name: str, settings: str) -> Path:
    """A small repository with these settings, and the index of its own."""
    root = scratch / f"asking {name}"
    root.mkdir(exist_ok=True)
    (root / "privacy-gate.yaml").write_text(settings, encoding="utf-8")
    (root / "a.py").write_text("def a():\n    return 1\n", encoding="utf-8")
    if not (root / ".git").exists():
        for words in (
            ["init", "-q"],
            ["add", "-A"],
            ["-c", "user.name=b", "-c", "user.email=b@c", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", *words], cwd=root, check=True, env=clean())
    return root


def _prompts(scratch: Path, packages: Sequence[Package]) -> dict[str, str]:
    """Prompts with code of others and of the organisation."""
    other = next(one for one in packages if not one.is_ours and one.name == "flexget")
    ours = building.some(scratch, packages)[0]
    texts = {}
    for label, package in (("of other code", other), ("of the organisation", ours)):
        functions = [one.text for one in code_variants.functions(corpus.sources(scratch, package))]
        code = next(text for text in functions if 44 <= text.count("\n") <= 52)
        texts[f"50 lines {label}"] = code_variants.prompt(code, 0)
        if label == "of other code":
            long = ""
            for text in functions:
                long += text + "\n\n"
                if long.count("\n") > 800:
                    break
            texts[f"800 lines {label}"] = code_variants.prompt(long, 0)
    return texts
