"""Each assistant: how its hook is installed, and what its module says of it."""

from __future__ import annotations

from collections.abc import Iterator

from documentation.markdown import fence, table, words
from privacy_gate.integrations.assistants import ASSISTANTS


def names() -> list[str]:
    """All in one line, each with the name that `install` takes."""
    return [", ".join(f"{load().TITLE} (`{name}`)" for name, load in ASSISTANTS.items())]


def overview() -> list[str]:
    """A table with a row each."""
    return table(("assistant", "its settings (`--user`, `--project`)", "what is checked"), map(_row, ASSISTANTS))


def _row(name: str) -> tuple[str, str, str]:
    plan = ASSISTANTS[name]().plan(["privacy-gate", "hook", name])
    return f"`{name}`", f"`{plan.user}`, `{plan.project}`", ASSISTANTS[name]().ASKED


def assistants() -> list[str]:
    """A section each."""
    return [line for name in ASSISTANTS for line in _section(name)][:-1]


def _section(name: str) -> Iterator[str]:
    assistant = ASSISTANTS[name]()
    plan = assistant.plan(["privacy-gate", "hook", name])
    moved = f" (`{plan.variable}` moves the directory)" if plan.variable else ""
    yield from (f"### {assistant.TITLE}", "")
    yield from (*fence(f"privacy-gate install {name}\nprivacy-gate hook {name} --selftest", "sh"), "")
    yield f"- writes `{plan.user}`{moved}, or with `--project` `{plan.project}`"
    yield f"- hook events: {', '.join(f'`{event}`' for event in plan.hooks or plan.programs)}"
    if plan.still:
        yield f"- next step: {words(plan.still)}"
    if assistant.KEEPS:
        yield f"- a blocked prompt stays on disk in {words(assistant.KEEPS)}"
    yield ""
