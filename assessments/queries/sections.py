"""A version of any kind as the sections that reviewers read, comment on and compare, in plain words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assessments.models import BankVersion, CaseVersion, Question, TaskVersion
from assessments.queries.task_sections import task_sections
from competency.queries import list_competency_names
from courses import queries, rules
from courses.models import CourseVersion
from courses.rules import Section
from lms.i18n import format_day, ngettext
from lms.i18n import gettext as _


def list_sections(version: Any) -> list[Section]:
    """Return the sections of a course, bank or case version, in the order of reading."""
    return _READERS[type(version)](version)


def _course(version: CourseVersion) -> list[Section]:
    lessons = [
        Section(
            f"lesson:{lesson.slug}",
            lesson.title,
            "\n".join(
                _filled(
                    ngettext("about %(num)d minute", "about %(num)d minutes", lesson.minutes),
                    lesson.markdown,
                    _("Transcript: %(text)s", text=lesson.transcript) if lesson.transcript else "",
                    *(_("File: %(name)s", name=file.name) for file in lesson.attachments),
                )
            ),
        )
        for lesson in queries.list_written_lessons(version)
    ]
    return [Section("sheet", _("Course sheet"), "\n".join(_sheet(version))), *lessons]


def _sheet(version: CourseVersion) -> Iterator[str]:
    sheet, names = queries.sheet_of(version), list_competency_names()
    group = rules.ContentGroup(sheet.content_group)
    yield _("Title: %(text)s", text=sheet.title)
    yield _("Summary: %(text)s", text=sheet.summary)
    yield _("Content group: %(text)s", text=f"{int(group)}. {_(group.label)}")
    yield _("Periods: %(number)d", number=sheet.periods)
    positions = _("all positions") if sheet.positions is None else ", ".join(sheet.positions)
    yield _("For whom: %(text)s", text=positions)
    if sheet.topics:
        yield _("Topics: %(text)s", text="; ".join(_(rules.Topic(topic).label) for topic in sheet.topics))
    for outcome in sheet.outcomes:
        name = f"{outcome.competency} {names.get(outcome.competency, '')}".strip()
        yield _("Develops: %(name)s, to level %(level)d", name=name, level=outcome.level)
    if sheet.post_test is not None:
        yield _("Post-test: %(questions)s questions, pass mark %(percent)d per cent, %(minutes)d minutes",
                questions=sheet.post_test.questions or _("all"),
                percent=sheet.post_test.pass_percent,
                minutes=sheet.post_test.minutes)  # fmt: skip
    for citation in queries.list_citations(version):
        day = f" ({format_day(citation.effective_on)})" if citation.effective_on else ""
        yield _("Legal basis: %(text)s", text=f"{citation.document}{day} {citation.note}".strip())
    if version.review_on is not None:
        yield _("To be reviewed by %(day)s", day=format_day(version.review_on))


def _bank(version: BankVersion) -> list[Section]:
    members = sorted(version.members, key=lambda member: (member.rank, member.question_id))
    return [
        Section(f"question:{member.question.key}", member.question.key, "\n".join(_question(member.question)))
        for member in members
    ]


def _question(question: Question) -> list[str]:
    payload = question.payload
    shows = _("Competency: %(code)s", code=question.competency_code) if question.competency_code else ""
    level = _("Level: %(level)d", level=question.level) if question.level else ""
    tags = _("Tags: %(text)s", text=", ".join(map(str, question.tags))) if question.tags else ""
    remark = str(payload.get("feedback") or "")
    return _filled(
        str(payload.get("text", "")),
        *_answers(payload),
        _("Feedback: %(text)s", text=remark) if remark else "",
        " · ".join(_filled(shows, level, tags)),
    )


def _answers(payload: Mapping[str, Any]) -> Iterator[str]:
    """Yield what can be answered, marked as right or wrong; of unfinished questions what is there."""
    for option in payload.get("options", ()):
        yield _with_feedback(_weighed(option, 0), option)
    for answer in payload.get("answers", ()):
        yield _with_feedback(_weighed(answer, 100), answer)
    for pair in payload.get("pairs", ()):
        yield f"{pair.get('left', '')} → {pair.get('right', '')}"
    for word in payload.get("distractors", ()):
        yield _("Fits nothing: %(text)s", text=word)
    for number, item in enumerate(payload.get("items", ()), start=1):
        yield f"{number}. {item.get('text', '')}"
    if "answer" in payload:
        yield _("Right answer: true") if payload["answer"] else _("Right answer: false")
    if payload.get("unit"):
        yield _("Unit: %(text)s", text=payload["unit"])


def _weighed(entry: Mapping[str, Any], usual: int) -> str:
    weight = entry.get("weight", usual)
    text = entry.get("text", entry.get("value"))
    if text is None:
        text = f"{entry.get('minimum', '')} … {entry.get('maximum', '')}"
    is_right = str(weight) not in {"0", "0.0", ""} and not str(weight).startswith("-")
    share = "" if str(weight) in {"0", "100"} else f" ({weight} %)"
    return f"{'✓' if is_right else '✗'} {text}{share}"


def _with_feedback(line: str, entry: Mapping[str, Any]) -> str:
    return f"{line} — {entry['feedback']}" if entry.get("feedback") else line


_FACTS = ("ten", "vai", "dia_ban", "thoi_luong_phut", "tinh_huong", "bat_dau", "ket_luan", "can_cu", "muc")
"""The keys of CONTRACTS 4.2 that stand above the decisions."""


def _case(version: CaseVersion) -> list[Section]:
    document = version.document
    facts = [_line(document.get(key)) for key in _FACTS]
    nodes = document.get("nut")
    found = [Section("sheet", _("The case"), "\n".join(_filled(*facts)))]
    for name, node in (nodes if isinstance(nodes, Mapping) else {}).items():
        found.append(Section(f"node:{name}", _("Decision point %(name)s", name=name), "\n".join(_node(node))))
    return found


def _node(node: object) -> Iterator[str]:
    if not isinstance(node, Mapping):
        return
    yield _line(node.get("hoi"))
    options = node.get("lua_chon")
    for key, option in (options if isinstance(options, Mapping) else {}).items():
        if not isinstance(option, Mapping):
            continue
        yield f"{key}) {_line(option.get('noi_dung'))}"
        points = option.get("diem")
        if isinstance(points, Mapping) and points:
            told = ", ".join(f"{code} {value}" for code, value in points.items())
            yield _("%(option)s: points %(points)s", option=key, points=told)
        if option.get("nghiem_trong"):
            yield _("%(option)s: a critical mistake", option=key)
        for name in ("he_qua", "vi_sao"):
            if option.get(name):
                yield f"{key}: {_line(option[name])}"
        yield f"{key} → {_line(option.get('toi'))}"


def _line(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_line, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_line(entry)}" for key, entry in value.items())
    return "" if value is None else str(value)


def _filled(*lines: str) -> list[str]:
    return [line for line in lines if line]


_READERS: dict[type[Any], Callable[[Any], list[Section]]] = {
    CourseVersion: _course,
    BankVersion: _bank,
    CaseVersion: _case,
    TaskVersion: task_sections,
}
