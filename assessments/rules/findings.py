"""One thing found wrong, or doubtful, in authored content."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.rules.messages import MESSAGES
from assessments.rules.vocabulary import Severity


@dataclass(frozen=True)
class Finding:
    """What is wrong and where.

    Attributes:
        code: a member of ``CaseFault`` or ``QuestionFault``.
        where: dotted path of keys, such as ``nut.n1.lua_chon.a.toi``; empty for the whole.
        params: values for the placeholders of ``template``.
    """

    severity: Severity
    code: str
    where: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The English sentence with placeholders, which is also the message id."""
        return MESSAGES[self.code]

    @property
    def is_error(self) -> bool:
        """Whether this stops the content from being used."""
        return self.severity is Severity.ERROR


class Findings(list[Finding]):
    """A growing list of findings, with a short way to add to it."""

    def error(self, code: str, where: str, **params: str | int) -> None:
        """Add what stops the content."""
        self.append(Finding(Severity.ERROR, code, where, params))

    def warn(self, code: str, where: str, **params: str | int) -> None:
        """Add what deserves a second look."""
        self.append(Finding(Severity.WARNING, code, where, params))
