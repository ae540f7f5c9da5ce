"""The context that checkers get beside a document: settings, matches, and the code and names of the repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import msgspec

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.registry import checker
from privacy_gate.config import FILE_NAME, Config
from privacy_gate.model import Change, Document, Exposure, Measured, Severity
from privacy_gate.rules import JOINTS, Rule
from privacy_gate.rules.matching import Hits
from privacy_gate.rules.plugins import Plugins
from privacy_gate.scan.gate import Gate

if TYPE_CHECKING:  # loaded on demand
    from privacy_gate.checkers.protocol import Base, StandIns
    from privacy_gate.index.code_index import Code
    from privacy_gate.index.never_send_globs import Guards
    from privacy_gate.index.own_names import Names, NameSource
    from privacy_gate.rules.disguises.views import View
    from privacy_gate.rules.split_values import Joint


class RunContext:
    """The context of checkers. It caches the matches of the last document and of its views."""

    def __init__(self, gate: Gate, code: Code | None, names: NameSource | None) -> None:
        self._gate = gate
        self._names = names if self._select_rules("names") else None
        self.code = code if self._select_rules("code") else None
        self.closely: Callable[[str], bool] = lambda _path: False
        self.deep = False
        self.shows_names = False
        self._text: str | None = None
        self._hits = Hits("", {})
        self._views: list[tuple[View, Hits]] = []
        self._reported: AbstractSet[str] = frozenset()
        self.base: Base | None = None
        self.guards: Guards | None = None
        self.stand_ins: StandIns | None = None
        self.own_files: Mapping[str, str] = {FILE_NAME: "the gate's settings"}
        self._measured: tuple[Change, Measured | None] | None = None

    def measure(self, change: Change) -> Measured | None:
        if self._measured is None or self._measured[0] is not change:
            self._measured = change, self._measure(change)
        return self._measured[1]

    def _measure(self, change: Change) -> Measured | None:
        asked = self._select_rules("novelty", Exposure.INTERNAL)
        if not asked:
            return None
        from privacy_gate.checkers.change import novelty

        if novelty.is_small(change):
            return Measured(novelty.without_weights(change))
        from privacy_gate.checkers.change.novelty.measure import measure

        return measure(change, self.config, self.base, min(float(rule.options["score"]) for rule in asked))

    @property
    def config(self) -> Config:
        return self._gate.settings.config

    @property
    def project_name(self) -> str:
        return self._gate.settings.folder.absolute().name

    @property
    def own_names(self) -> Names | None:
        return self._names.open_names() if self._names is not None else None

    def _select_rules(self, need: str, exposure: Exposure = Exposure.OUTBOUND) -> list[Rule]:
        """Return the active rules whose checkers need the data `need`, for texts with this exposure."""
        return [
            rule
            for name, rules in self._gate.by_checker.items()
            if checker(name).needs == need
            for rule in rules
            if self._gate.reports(rule.id) and rule.level(exposure) is not Severity.OFF
        ]

    def open_index(self, *, forks: bool) -> None:
        """Update the private index before an outbound text is checked. `forks` says that this process will fork."""
        if self.code is not None:
            if forks:
                self.code.refresh()
            else:
                self.code.open()
        if self._names is not None:
            if forks:
                self._names.refresh()
            else:
                self._names.open_names()

    def gaps(self, document: Document) -> list[str]:
        """Return a sentence for each reason why a document was not checked completely, such as an outdated index."""
        if document.exposure is not Exposure.OUTBOUND:
            return []
        rules = self._select_rules("code")
        needs_all = any(not rule.options.get("never_send") and not rule.options.get("organisation") for rule in rules)
        code = self.code.gap() if self.code is not None and needs_all else ""
        names = self._names.gap() if self._names is not None else ""
        return [gap for gap in (code, names) if gap]

    def filter(self, name: str) -> Filter:
        from privacy_gate.checkers.filters import filters

        return filters()[name]

    @property
    def plugins(self) -> Plugins:
        return self._gate.plugins

    def judges_wording(self, document: Document) -> bool:
        if document.exposure is Exposure.OUTBOUND:
            return True
        is_strict = document.added is not None and self.config.wording == "strict"
        if not (self.deep or is_strict) or not self.reads_closely(document):
            return False
        from privacy_gate.checkers.wording.unjudged_files import is_unjudged

        return not is_unjudged(document)

    def reads_closely(self, document: Document) -> bool:
        if document.path in self.own_files:  # settings may list words of the business
            return False
        return document.added is not None or self.deep or self.closely(document.path)

    def matches(self, document: Document) -> Hits:
        for view, hits in self._views:
            if document.text is view.text:
                return hits
        text = document.text
        if text is not self._text:
            self._text, self._hits = text, self._gate.matcher.find(text)
            self._views = self._join_values(text) if JOINTS in self._hits or not text.isascii() else []
            self._reported = self._hits.keys()
            if self._views:
                self._reported = set().union(self._reported, *(hits for _, hits in self._views))
        return self._hits

    def find_reported(self, document: Document) -> AbstractSet[str]:
        self.matches(document)
        return self._reported

    def whole(self, document: Document) -> list[View]:
        self.matches(document)
        return [view for view, _ in self._views]

    def _join_values(self, text: str) -> list[tuple[View, Hits]]:
        """Return the views of a text, each with its matches.

        Disguises can be nested, so views are decoded again.
        """
        from privacy_gate.rules.disguises import insertions, stray_characters, url_escapes
        from privacy_gate.rules.disguises.views import list_views, view_around

        views = [(view, self._gate.matcher.find(view.text)) for view in list_views(text, _joints_in(text, self._hits))]
        last = views[0] if views else None
        for _ in range(_MOST_ROUNDS):
            if not last or not last[0].alike:
                break
            above, hits = last
            inner = [one for one in _joints_in(above.text, hits) if not one.doubt]
            last = None
            if any(one.disguise for one in inner):
                view = msgspec.structs.replace(view_around(above.text, inner), alike=True, above=above)
                last = view, self._gate.matcher.find(view.text)
                views.append(last)
        for over, hits in [(None, self._hits), *((view, hits) for view, hits in views if view.alike)]:
            if url_escapes.LABELS.isdisjoint(hits.labels(JOINTS)):
                continue
            if escaped := list(url_escapes.find_joints(over.text if over else text)):
                view = view_around(over.text if over else text, escaped)
                view = msgspec.structs.replace(view, above=over, alike=True)
                views.append((view, self._gate.matcher.find(view.text)))
        for over in [None, *(view for view, _ in views if view.alike)]:
            if stray := list(stray_characters.find_joints(over.text if over else text)):
                view = msgspec.structs.replace(view_around(over.text if over else text, stray), above=over)
                views.append((view, self._gate.matcher.find(view.text)))
        for over, hits in [(None, self._hits), *((view, hits) for view, hits in views if view.alike)]:
            if insertions.LABELS.isdisjoint(hits.labels(JOINTS)):
                continue
            if inserted := list(insertions.find_joints(over.text if over else text)):
                view = view_around(over.text if over else text, inserted)
                view = msgspec.structs.replace(view, above=over, doubtful=True)
                views.append((view, self._gate.matcher.find(view.text)))
        return views


def _joints_in(text: str, hits: Hits) -> list[Joint]:
    """Return the joints in a text: places where a value is split or disguised.

    Only the kinds that the engine reported (`hits`) are searched for.
    """
    found: list[Joint] = []
    if not text.isascii():
        from privacy_gate.rules.disguises import confusables

        found += confusables.find_joints(text)
    if labels := hits.labels(JOINTS):
        from privacy_gate.rules import split_values
        from privacy_gate.rules.disguises import encodings, escapes, insertions, joined_variables, url_escapes

        for module in (escapes, encodings, joined_variables):
            if not labels.isdisjoint(module.LABELS):
                found += module.find_joints(text, labels)
        others = frozenset().union(
            *(module.LABELS for module in (escapes, encodings, joined_variables, insertions, url_escapes))
        )
        for hit in hits.labelled(JOINTS, labels - others):
            found += split_values.find_joints(text, hit.pattern.label, *covered_span(hit.match))
    return found


_MOST_ROUNDS = 3
"""How often a view is decoded again, for example an escape within an escape."""
