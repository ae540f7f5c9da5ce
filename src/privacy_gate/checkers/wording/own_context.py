"""Decide whether "part of our …" is about a company, and not about a project, a course or a programming tool."""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter
from privacy_gate.model import Document


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GENERIC = _words(
    """
    a all and another base basic best better big clean code coding common core current daily different due entire
    existing first general global good internal large last latest local long main minor modern monthly nightly new next
    old ongoing other overall own public recent regular second shared short simple small special standard third
    upcoming usual weekly whole

    approach architecture backlog bash benchmark benchmarks bot branch bug build builds c changelog chat check checks
    ci ci/cd cd class classes cleanup cli cluster codebase commit commits compiler component components config
    configuration conversation css data debugging demo dependencies dependency deploy deployment deployments design
    dev developer development devops diff discussion docker docs documentation domain e2e editor effort efforts
    end-to-end engineering env environment environments error example examples exception experiment experiments feature
    features file files fix fixture fixtures format framework frontend function functions git github gitlab go
    goal goals golang graphql guide guides guideline guidelines handling helm helper helpers hierarchy html http
    implementation import infrastructure initial initiative instructions integration interface internationalization
    issue issues iteration java javascript job json kotlin kubernetes layer library libraries linter linting
    lint logging logic loop machine maintenance meeting meetings method methods migration migrations model models
    module modules monorepo next.js node node.js npm objective objectives orm package packages parser pattern
    patterns performance php pipeline pipelines plan plans playground policy pr process processes program programming
    project projects proof-of-concept proof of concept prompt prompts prototype pull python question questions query
    react readme refactor refactoring refactorings release releases repo repos repository repositories request
    requests requirement requirements rest review reviews roadmap routine ruby rule rules rust sandbox schema script
    scripts sdk security server service services session setup skill sql stack standards standup step steps storage
    storybook strategy structure structures style styles sprint sprints suite swift syntax system task tasks team
    teams template templates terraform test tests testing theme tool toolchain tooling tools toy type types
    typescript ui unit upgrade upgrades usage utilities utility validation version versioning vue web wiki work
    workflow workflows workspace yaml agile scrum kanban retrospective response agent agents assistant context

    api apis backend reading book lab exam exams group club training analysis crate crates organisation organization
    automation network setup source

    projekt projekts projektes projekte projekten team teams tests test code codes quelltext dokumentation arbeit
    testsuite entwicklung werkzeuge
    projet projets equipe code tests depot documentation travail outils
    proyecto proyectos equipo codigo pruebas repositorio documentacion trabajo herramientas
    """
)
"""Words of programming and words without meaning. A phrase of only these words is not about a company."""
_LESSONS = _words(
    """
    assignment assignments bachelor's bootcamp capstone class-project classroom coursework dissertation dnd
    exercise exercises game-jam group's hackathon hackathons hobby homelab homework jam lab-course lecture
    lectures lesson lessons local-meetup marathon master's meetup meetups minecraft open-source opensource oss
    phd roleplay semester syllabus thesis tutorial tutorials hackerspace makerspace discord studium studiums
    bachelorarbeit masterarbeit diplomarbeit hausarbeit hausaufgabe hausaufgaben vorlesung studienprojekt
    schulprojekt schulprojekts schulprojektes seminar seminars lerngruppe übung übungen memoire mémoire these
    thèse scolaire tp asignatura tesis
    """
)
"""Words of lessons and hobbies. A phrase with one of them is not about a company."""
_PUBLIC = _words(
    """
    bachelor bachelors band body brain camp chess church civilization college commitment community conduct
    contribution contributors course courses culture curriculum degree democracy everyday faculty family galaxy
    garden genome graduate history holiday home household humanity immune journey kids language learning lives
    life lore master masters moon nature nervous neighborhood neighbourhood open personal pet planet professor
    raid research school side society solar species story student students studies study teacher universe
    university wedding weekend workshop workshops world worldview religion dataset science novel trip vacation
    kurs kurses kurse schule uni universitat universität ausbildung verein vereins hochschule
    cours universite université etudes études ecole école association licence curso cursos escuela escolar
    universidad universitario estudios practica práctica taller fair
    """
)
"""Words of schools, private life and the public. A company may sell or use these things ("life insurance", "student
loans"), so other words in the phrase still count."""
_WORD = re.compile(r"[^\W\d_][\w'\u2019./-]*")


def is_own_context(match: re.Match[str], _document: Document) -> bool:
    """Whether the phrase in the group `context` is about a company. A match without the group stays."""
    phrase = match.groupdict().get("context")
    if phrase is None:
        return True
    said = [word.lower().replace("\u2019", "'").strip("'.-/") for word in _WORD.findall(phrase)]
    if _LESSONS.intersection(said):
        return False
    return any(len(word) > 1 and word not in _GENERIC and word not in _PUBLIC for word in said)


FILTERS: dict[str, Filter] = {"own-context": is_own_context}
