"""The kinds of papers in words."""

from lms.i18n import lazy_gettext as _l
from reports.rules.documents import DocumentKind

KIND_WORDS = {
    DocumentKind.QUARTER_REPORT: _l("Quarterly report"),
    DocumentKind.YEAR_REPORT: _l("Yearly report"),
    DocumentKind.NAME_LIST: _l("List of names"),
    DocumentKind.LEARNING_SHEET: _l("Learning sheet"),
    DocumentKind.CERTIFICATE: _l("Certificate of completion"),
}
