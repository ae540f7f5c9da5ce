"""Check the form of a prompt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import msgspec

from privacy_gate.base.text import plural
from privacy_gate.checkers.prompt import (
    deliverables,
    empty_sections,
    examples,
    free_form,
    orchestration,
    requested_tasks,
    subjective_tests,
)
from privacy_gate.checkers.prompt.section_names import fold, names
from privacy_gate.checkers.prompt.sections import Section, parse
from privacy_gate.config.parts import Template
from privacy_gate.model import Severity

_FEWEST = 2  # minimum sections of a prompt that follows the template
_MANY = 3  # sections that are enough without a task or constraints
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]", re.MULTILINE)
_MOST_OF_BODY = 50_000  # characters of a section that are read
_NOTE = Severity.NOTE
_MOST_NAMED = 8  # deliverables that a message lists


class FormFinding(msgspec.Struct, frozen=True):
    """The data of a finding about the form, without its rule and document."""

    start: int
    end: int
    message: str
    suggestion: str | None = None
    at_most: Severity = Severity.ERROR


def judge(text: str, template: Template) -> Iterator[tuple[str, FormFinding]]:
    """Yield the findings in a text, each with the id of its rule.

    A template that was not filled in is no prompt. A missing section has no place of its own. It is reported at the
    first heading with an empty span, so that the finding is not merged with another.
    """
    found = list(map(_clip, parse(text, names(template.sections))))
    named = [section for section in found if section.kinds]
    kinds = {kind for section in named for kind in section.kinds}
    if not _is_template(text, named, kinds):
        start = len(text) - len(text.lstrip())
        yield "prompt/no-template", FormFinding(start, start, "")
        if free_form.is_short_prose(text):
            yield from _free(text, start)
        return
    if all(empty_sections.is_blank(_body(text, section)) for section in named):
        return
    start = text.rfind("\n", 0, named[0].head[0]) + 1
    for kind in template.required:
        if kind not in kinds:
            yield f"prompt/missing-{kind}", FormFinding(start, start, f"Prompt has no {kind.upper()} section")
    yield from _empty(text, named)
    yield from _examples(text, found, start)
    yield from _taste(text, named)
    yield from _orchestration(text, found)
    yield from _tasks(text, named)


def _is_template(text: str, named: Sequence[Section], kinds: Collection[str]) -> bool:
    """Whether a text follows the template: it has two sections, one of them the task or the constraints, or three
    others.

    A document with many other headings does not follow it. Neither does free text with a few labels such as "Input:".
    """
    if len(kinds) < _FEWEST or (len(kinds) < _MANY and not {"task", "constraints"}.intersection(kinds)):
        return False
    if named[0].form != "markdown":
        return True
    fenced = "".join(text.split("```")[::2])
    headings = len(_HEADING.findall(fenced))
    return headings <= 2 * len(named) + 1


def _free(text: str, start: int) -> Iterator[tuple[str, FormFinding]]:
    """Yield the findings of a prompt without sections."""
    prose = free_form.without_code(text)
    if told := free_form.find_call_order(prose):
        yield "prompt/orchestration", FormFinding(*told, "")
    if wanted := free_form.find_tasks(prose):
        yield "prompt/several-tasks", FormFinding(start, start, _split(text, wanted))
    if free_form.has_no_test(text):
        yield "prompt/no-example", FormFinding(start, start, "Prompt has no way to test the answer", at_most=_NOTE)


def _clip(section: Section) -> Section:
    """Return a section without the end of a very long body. The end is pasted text that says nothing about the form."""
    start, end = section.body
    return (
        msgspec.structs.replace(section, body=(start, start + _MOST_OF_BODY))
        if end - start > _MOST_OF_BODY
        else section
    )


def _body(text: str, section: Section) -> str:
    return text[section.body[0] : section.body[1]]


def _empty(text: str, named: Sequence[Section]) -> Iterator[tuple[str, FormFinding]]:
    seen: set[tuple[str, ...]] = set()
    for section, following in zip(named, [*named[1:], None], strict=True):
        if section.kinds in seen:
            continue  # one finding for each kind, because a text that consists of headings would have too many
        if following and set(following.kinds) & set(section.kinds) and not _body(text, section).strip():
            continue  # a title, followed by the heading itself
        listed = section.form == "label" and section.label.islower()
        if empty_sections.is_empty(_body(text, section), listed=listed):
            says = empty_sections.strip_markup(_body(text, section)).strip()
            seen.add(section.kinds)
            message = (
                f'{section.label} contains only "{" ".join(says.split())}"' if says else f"{section.label} is empty"
            )
            yield "prompt/empty-section", FormFinding(*section.head, message)


def _examples(text: str, found: Sequence[Section], start: int) -> Iterator[tuple[str, FormFinding]]:
    tests = [section for section in found if "tests" in section.kinds]
    if any(examples.has_test_example(_body(text, section)) for section in tests):
        return
    if examples.has_other_example((section.kinds, _body(text, section)) for section in found if section not in tests):
        return
    at = tests[0].head[0] if tests else start
    yield "prompt/no-example", FormFinding(at, at, "")


def _taste(text: str, named: Sequence[Section]) -> Iterator[tuple[str, FormFinding]]:
    for section in named:
        if "tests" in section.kinds and (where := subjective_tests.is_subjective(text, *section.body)):
            said = text[where[0] : where[1]]
            yield "prompt/not-testable", FormFinding(*where, f'"{said}" is not testable')
            return
        if section.kinds == ("tests",) and subjective_tests.says_nothing_checkable(text, *section.body):
            if not empty_sections.is_empty(_body(text, section), listed=False):
                yield (
                    "prompt/not-testable",
                    FormFinding(*section.head, f"{section.label} contains nothing testable"),
                )
            return


def _orchestration(text: str, found: Sequence[Section]) -> Iterator[tuple[str, FormFinding]]:
    for section in found:
        if "tests" in section.kinds and len(section.kinds) == 1:
            continue
        if told := orchestration.find_call_order(text, *section.body):
            yield "prompt/orchestration", FormFinding(*told, "")
            return


def _tasks(text: str, named: Sequence[Section]) -> Iterator[tuple[str, FormFinding]]:
    tasks = [section for section in named if "task" in section.kinds]
    wanted = [section.body for section in _list_numbered(tasks)]
    for section in tasks:
        wanted = wanted or requested_tasks.find_several(text, *section.body)
    for section in named:
        if not wanted and tasks and section.kinds == ("output",):
            wanted = deliverables.find_lists(text, *section.body)
            if not wanted and (more := requested_tasks.find_additional(text, *section.body)):
                wanted = [tasks[0].body, more]
    if len(wanted) < 2:
        return
    yield "prompt/several-tasks", FormFinding(*tasks[0].head, _split(text, wanted))


def _split(text: str, wanted: Sequence[tuple[int, int]]) -> str:
    called = dict.fromkeys(deliverables.name(text[start : min(end, start + 300)]) for start, end in wanted)
    lines = [f"privacy-gate new {name}" for name in list(called)[:_MOST_NAMED]]
    return "\n".join([f"Prompt asks for {plural(len(wanted), 'task')}. Write one prompt for each:", *lines])


def _list_numbered(tasks: Sequence[Section]) -> list[Section]:
    """Return the tasks whose headings differ only in a number: "Task 1", "Task 2"."""
    called = Counter(_remove_number(section.label) for section in tasks)
    return [section for section in tasks if called[_remove_number(section.label)] > 1]


def _remove_number(label: str) -> str:
    return " ".join(word for word in fold(label).split() if not word.isdigit() and len(word) > 1)
