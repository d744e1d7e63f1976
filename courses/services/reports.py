"""What an import tells: outcome, findings in the reader's language, and what the post-test importer needs."""

from dataclasses import dataclass, field
from enum import StrEnum

from courses.models import CourseVersion
from courses.rules import Finding, PostTestSettings
from courses.services.folders import CourseFolder
from lms.i18n import gettext as _
from lms.i18n import tell


class LoadOutcome(StrEnum):
    """What an import did, or in a dry run would do."""

    REFUSED = "refused"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing found in a course folder; problem and remedy are sentences in the reader's language.

    Args:
        file: name inside the folder; empty for the folder as a whole.
        line: counted from 1; None if the file as a whole is meant.
        key: the path of keys, such as ``outcomes[2].level``; empty if no key is to blame.
        value: what stands there, shortened; may be empty.
    """

    file: str
    line: int | None
    key: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return the whole message: place, value, problem, remedy."""
        parts = [self.file]
        if self.line is not None:
            parts.append(_("line %(line)d", line=self.line))
        if self.key:
            parts.append(_("key “%(key)s”", key=self.key))
        if self.value:
            parts.append(_("value “%(value)s”", value=self.value))
        place = ", ".join(part for part in parts if part)
        return f"{place}: {self.problem} {self.remedy}" if place else f"{self.problem} {self.remedy}"


@dataclass(frozen=True, slots=True)
class CourseReport:
    """What became of a course folder.

    Args:
        code: of the course; empty if it could not be read.
        version: the version that is now in force (of an announced course, its outline); None after a refusal,
            and in a dry run of a folder that would change something.
        gift_text: the text of quiz.gift for the importer of post-tests; None where there is none.
        post_test: how the post-test is taken, defaults filled in; None where there is no quiz.gift.
    """

    outcome: LoadOutcome
    code: str = ""
    title: str = ""
    lessons: int = 0
    minutes: int = 0
    version: CourseVersion | None = None
    gift_text: str | None = None
    post_test: PostTestSettings | None = None
    errors: list[FileFinding] = field(default_factory=list)
    notices: list[FileFinding] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing was taken in."""
        return self.outcome is LoadOutcome.REFUSED


def make_report(folder: CourseFolder, outcome: LoadOutcome, version: CourseVersion | None) -> CourseReport:
    """Return the report on a folder, its findings translated."""
    has_post_test = folder.gift_text is not None
    settings = folder.sheet.post_test if folder.sheet else None
    return CourseReport(
        outcome=outcome,
        code=folder.sheet.code if folder.sheet else "",
        title=folder.sheet.title if folder.sheet else "",
        lessons=len(folder.lessons),
        minutes=sum(lesson.minutes for lesson in folder.lessons),
        version=version,
        gift_text=folder.gift_text,
        post_test=(settings or PostTestSettings()) if has_post_test else None,
        errors=[_translated(finding) for finding in folder.notes.errors],
        notices=[_translated(finding) for finding in folder.notes.notices],
    )


def _translated(finding: Finding) -> FileFinding:
    return FileFinding(
        file=finding.file,
        line=finding.line,
        key=finding.key,
        value=finding.value,
        problem=tell(finding.fault.problem, finding.params),
        remedy=tell(finding.fault.remedy, finding.params),
    )
