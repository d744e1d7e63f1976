"""A case from a YAML file as a draft: looked at first, then taken in whole or not at all."""

import json
from dataclasses import dataclass
from typing import Any

import yaml

from assessments import queries, rules
from assessments.models import CaseExercise, CaseVersion
from assessments.rules import CaseGraph
from assessments.services.case_drafts import add_case, draft_case, replace_case
from assessments.services.case_files import as_json
from assessments.services.case_review import CheckedCase
from assessments.services.documents import ContentRefused, read_text, read_yaml
from assessments.services.making import first_revision
from competency import queries as competency
from courses import policies
from courses.rules import EDITABLE
from courses.services import NotEditable
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.models import Organisation

LARGEST_FILE = 400_000
"""Bytes: the report carries the text back in a form, which takes no more."""


@dataclass(frozen=True, slots=True)
class CaseImportPlan:
    """What a file would become.

    Args:
        case: the case it belongs to; None for a new one.
        draft: the version it would be written over; None where one would be begun.
        hindrances: what keeps it from coming in, each with its place.
        findings: what the checker says of the draft it would be.
        notes: what was done to its text, such as another encoding.
    """

    graph: CaseGraph
    case: CaseExercise | None
    draft: CaseVersion | None
    hindrances: tuple[rules.Finding, ...]
    findings: tuple[rules.Finding, ...]
    notes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the draft says the same already."""
        return self.draft is not None and self.draft.document == rules.document_of(self.graph)


def plan_case_import(content: bytes, *, by: Account) -> CaseImportPlan:
    """Return what a YAML file would become; changes nothing.

    Raises:
        ContentRefused: it is too large, or no YAML.
        Forbidden: its case belongs to an institution ``by`` does not write for.
    """
    if len(content) > LARGEST_FILE:
        raise ContentRefused([_("The file is too large: at most %(most)s KB.", most=LARGEST_FILE // 1000)])
    text, notes = read_text(content)
    document = as_json(read_yaml(text))
    known = {found.code for found in competency.list_competencies()}
    checked = CheckedCase(*rules.check_draft(document, known))
    _graph, read = rules.read_draft(document)
    case = queries.find_case(checked.graph.code) if checked.graph.code else None
    if case is not None:
        authorize(by, policies.may_write, case.owner)
    return CaseImportPlan(
        graph=checked.graph,
        case=case,
        draft=queries.find_open_case_version(case) if case else None,
        hindrances=tuple(finding for finding in read if rules.hinders_draft(finding)),
        findings=tuple(checked.findings),
        notes=tuple(notes),
    )


def import_case_draft(
    content: bytes, owner: Organisation | None, *, seen: int | None, by: Account
) -> CaseVersion:
    """Take a YAML file in as a draft: of a new case, or in place of what the open version says.

    Args:
        content: the file.
        owner: of a new case; None for one that is there.
        seen: the revision of the open version that the report was about; None where there was none.
        by: an editor of the owner.

    Raises:
        EntryRefused: its code is none, or was taken meanwhile; it is too large.
        ContentRefused: it cannot come in; each reason has its place.
        EditedMeanwhile: the draft is another one than the report was about.
        Forbidden: ``by`` does not write for the owner.
        NotEditable: the open version is with the reviewers.
    """
    plan = plan_case_import(content, by=by)
    if plan.hindrances:
        raise ContentRefused([_(one.template, **one.params) for one in plan.hindrances])
    if plan.case is None:
        if owner is None:
            raise ContentRefused([_("Choose the institution the case belongs to.")])
        authorize(by, policies.may_write, owner)
        return add_case(owner, plan.graph, by=by)
    # A draft that did not exist when the report was made is begun in this moment, with this revision.
    begun = first_revision(queries.find_newest_case_version(plan.case))
    version = draft_case(plan.case, by=by)
    if version.state not in EDITABLE:
        raise NotEditable(_("The open version of this case is with the reviewers. Take it back first."))
    replace_case(version, plan.graph, seen=begun if seen is None else seen, by=by)
    return version


def write_case_yaml(version: CaseVersion) -> str:
    """Return a version as a YAML file that reads back to the same document. Only reads, and asks nobody."""
    graph, _findings = rules.read_draft(version.document)
    return dump_case(rules.document_of(graph))


def dump_case(document: dict[str, Any]) -> str:
    """Return a document of a case as YAML."""
    # PyYAML writes these as they are, and reads them as ordinary ends of a line.
    has_odd_breaks = not _ODD_BREAKS.isdisjoint(json.dumps(document, ensure_ascii=False))
    return yaml.dump(
        document,
        Dumper=_Dumper,
        allow_unicode=not has_odd_breaks,
        sort_keys=False,
        width=100,
        default_flow_style=False,
    )


_ODD_BREAKS = frozenset("\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """Writes texts in quotation marks or as blocks, so that none is taken for a number, a day or the like."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Write names as they are, longer texts of several lines as a block."""
        style = None
        if "\n" in text and all(line.isprintable() for line in text.split("\n")):
            style = "|"
        elif len(text) > _LONGEST_NAME or " " in text or "\n" in text:
            style = '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_LONGEST_NAME = 40
_Dumper.add_representer(str, _Dumper.represent_text)
