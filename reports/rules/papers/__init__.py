"""Papers made from their cuts alone: the same cut makes the same paper, also a year later.

The words are those of the administration: papers are Vietnamese whatever the language of the pages.
"""

from reports.rules.papers.certificate import certificate_paper
from reports.rules.papers.names import names_paper
from reports.rules.papers.record import record_paper
from reports.rules.papers.report import report_paper
from reports.rules.papers.sheet import sheet_paper

__all__ = ["certificate_paper", "names_paper", "record_paper", "report_paper", "sheet_paper"]
