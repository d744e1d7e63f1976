"""The versions of banks and cases by their word, for the way of content that `courses` keeps."""

from typing import Any

from assessments.models import BankVersion, CaseVersion, TaskVersion

KINDS: dict[str, type[Any]] = {
    "bank-version": BankVersion,
    "case-version": CaseVersion,
    "task-version": TaskVersion,
}
"""What `app` adds to `courses.queries.KINDS` of the domain below."""
