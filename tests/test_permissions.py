"""Who reaches what: every route × every role × inside and outside the scope, from one list.

The world: officer A of commune A and officer B of commune B, both of province 19; leaders and observers of
each commune; the departments of provinces 19 and 24; ministry, editors, reviewer, assessor, administrator,
an account without a role. Every address below is about officer A, commune A or province 19. Who is named in
no column of a line is told 404: for them the thing does not exist. Who is signed out is told 401.
"""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from factories import csrf_token
from permission_world import ROLES, SCRIPT, SECRETS, WHO_KNOW, make_permission_world

from lms.database import Base, db

EVERYBODY = frozenset(ROLES)
PUBLIC = EVERYBODY | {"nobody"}
NOBODY = frozenset()
OFFICERS = {"officer_a", "officer_b"}
LEADERS = {"leader_a", "leader_b", "head_a"}
WATCHERS = {"leader_a", "leader_b", "head_a", "observer_a", "observer_b"}
DEPARTMENTS = {"department_19", "department_24"}
FIGURES = WATCHERS | DEPARTMENTS | {"ministry"}
AUTHORS = {"editor", "reviewer"}
ASSESSORS = {"assessor"}
KNOW_A = WHO_KNOW["a"]

GOT_THROUGH = {200, 201, 302, 409}
"""Shown; made; done; or let in and told that it cannot be done now: another line has changed the state."""


@dataclass(frozen=True)
class Line:
    """One address: who gets through, who is told 403 for lack of a role, and all others 404."""

    endpoint: str
    path: str
    allowed: frozenset
    forbidden: frozenset = NOBODY
    method: str = "GET"
    form: tuple = ()
    status: int = 0
    """Where those who are let in get another answer than usual, such as 422 for a form left empty."""
    ends_session: bool = False
    unready: bool = False
    """Whether those who are let in may also be told what is missing: it depends on the lines run before."""

    @property
    def is_call(self):
        """Whether it is a call of the API, which comes with a token and without a cookie."""
        return self.path.startswith("/api/") and not self.path.endswith("/docs")


def page(endpoint, path, allowed, *, lack=NOBODY, **more):
    """An address to open; ``lack`` are those without the role, who are told 403."""
    return Line(endpoint, path, frozenset(allowed), frozenset(lack) - frozenset(allowed), **more)


def form(endpoint, path, allowed, fields=None, **more):
    """An address to send a form to."""
    return page(endpoint, path, allowed, method="POST", form=tuple((fields or {}).items()), **more)


TYPED = SCRIPT.replace("{", "{{").replace("}", "}}")
"""As the values of forms write it, in which {name} stands for what the world calls so."""

READERS = OFFICERS | WATCHERS | DEPARTMENTS
"""Who knows of officers at all, by calls of the API."""


def posted(kind):
    """The body of evidence about officer A."""
    return {
        "officer_id": "{officer_a}",
        "competency": "B10",
        "level": 2,
        "kind": kind,
        "earned_on": "2026-01-15",
        "source": f"lms-tinh:{kind}",
        "note": f"Kế hoạch tiếp công dân tháng 11 {TYPED}",
    }


WORK_PRODUCT = {
    "product": f"Kế hoạch tiếp công dân tháng 11 {TYPED}",
    "reference": f"215/KH-UBND {TYPED}",
    "level": 2,
    "made_on": "2026-01-15",
    "token": "7f0c1a52-9a0e-4bd7-9c3e-0a5f3a3d2c11",
}
PURPOSE = {"purpose": "plan", "words": f"Lập kế hoạch bồi dưỡng {TYPED}"}
TOTALS = {
    "measured_on": "2026-01-31",
    "numerator": "1",
    "denominator": "2",
    "document": f"Báo cáo số 5 {TYPED}",
}
TARGET = {
    "name": f"Tỷ lệ {TYPED}",
    "source": f"Kế hoạch {TYPED}",
    "kind": "muc_tieu",
    "population": "VN_CIVIL_SERVANTS",
    "operator": "ge",
    "threshold_percent": "50",
    "due": "2030",
    "data_origin": "import_aggregate",
    "measure": "entered",
    "numerator": f"Số người {TYPED}",
    "denominator": f"Số người {TYPED}",
}
POPULATION = {"name": f"Công chức {TYPED}", "definition": f"Định nghĩa {TYPED}", "service": "held"}
DEFINERS = DEPARTMENTS | {"ministry"}
QUESTION = {
    "kind": "single",
    "text": f"Khóa máy khi nào? {TYPED}",
    "options.0.text": f"Khi rời bàn {TYPED}",
    "options.0.right": "1",
    "options.1.text": "Khi về nhà",
    "feedback": TYPED,
    "act": "preview",
}
CHOICE = {"node": "{node_a}", "option": "{option_a}"}
FEEDBACK = {"useful": "5", "clear": "4", "words": f"Dễ hiểu {TYPED}"}
LESSON = {"seen": "2", "title": f"Bài {TYPED}", "kind": "text", "minutes": "5", "markdown": TYPED}
WRITERS = {"editor", "other_editor"}
CASE_FACTS = {"seen": "1", "title": f"Tên {TYPED}", "minutes": "20", "situation": TYPED, "document": TYPED}
OUT_OF_STUDIO = EVERYBODY - {"other_editor"}
"""Who is told 403 about a course of the institution of province 19; another institution's editor, 404."""

LINES = [
    # the ground
    page("account.show_sign_in", "/sign-in", PUBLIC),
    form("account.sign_in", "/sign-in", PUBLIC, status=422),
    form("account.sign_out", "/sign-out", PUBLIC, ends_session=True),
    form("account.sign_out_everywhere", "/sign-out-everywhere", EVERYBODY, ends_session=True),
    page("account.show_account", "/account", EVERYBODY),
    form("account.choose_locale", "/account/locale", EVERYBODY, {"locale": "vi"}),
    page("account.switch_locale", "/locale?code=en", PUBLIC),
    page("account.show_set_password", "/set-password/{link}", PUBLIC),
    page("account.show_set_password", "/set-password/unknown", NOBODY),
    form("account.set_password", "/set-password/{link}", PUBLIC, status=422),
    form("account.set_password", "/set-password/unknown", NOBODY),
    page("account.show_work", "/work/{job}", EVERYBODY),
    page("account.is_up", "/healthz", PUBLIC),
    page("account.is_ready", "/readyz", PUBLIC),
    # my own pages
    page("reports.show_home", "/", EVERYBODY),
    page("reports.show_profile", "/me", OFFICERS, lack=EVERYBODY),
    page("reports.show_profile", "/me?on=2030-01-01", OFFICERS, lack=EVERYBODY),
    page("reports.show_record", "/me/record", OFFICERS, lack=EVERYBODY),
    page("reports.download_record", "/me/record.pdf", OFFICERS, lack=EVERYBODY),
    page("reports.download_my_data", "/me/data", OFFICERS, lack=EVERYBODY),
    page("reports.list_alerts", "/alerts", OFFICERS, lack=EVERYBODY),
    # an alert of officer A
    page("reports.show_alert", "/alerts/{alert_a}", {"officer_a"}, lack=EVERYBODY - OFFICERS),
    page("reports.show_alert", "/alerts/{dispute_a}", {"officer_a"}, lack=EVERYBODY - OFFICERS),
    form("competency.acknowledge_alert", "/alerts/{alert_a}/acknowledgement", {"officer_a"}, lack=KNOW_A),
    page("competency.show_dispute", "/alerts/{quiet_alert_a}/dispute", {"officer_a"}, lack=KNOW_A),
    form(
        "competency.dispute_alert",
        "/alerts/{quiet_alert_a}/dispute",
        {"officer_a"},
        {"text": f"Tôi đã có chứng chỉ rồi {TYPED}"},
        lack=KNOW_A,
    ),
    page("competency.show_answer", "/alerts/{dispute_a}/answer", {"leader_a", "department_19"}, lack=KNOW_A),
    form(
        "competency.answer_dispute",
        "/alerts/{dispute_a}/answer",
        {"leader_a", "department_19"},
        {"answer": f"Đã xem lại hồ sơ {TYPED}", "correction": TYPED},
        lack=KNOW_A,
    ),
    # training needs of commune A: a draft, and what was handed in
    page("planning.list_proposals", "/needs", LEADERS | DEPARTMENTS, lack=EVERYBODY),
    form(
        "planning.open_proposal",
        "/needs",
        {"leader_a"},
        {"place": "{commune_a}", "period": "2032"},
        lack=EVERYBODY,
    ),
    form(
        "planning.open_proposal",
        "/needs",
        {"leader_a", "head_a"},
        {"place": "{commune_a}/{room_a}", "period": "2032"},
        lack=EVERYBODY,
    ),
    page("planning.show_proposal", "/needs/{draft_a}", {"leader_a"}),
    page("planning.show_proposal", "/needs/{needs_a}", {"leader_a", "department_19"}),
    form(
        "planning.take_gaps",
        "/needs/{draft_a}/gaps",
        {"leader_a"},
        {"choice": "all", "competency": "B10"},
    ),
    form(
        "planning.save_lines",
        "/needs/{draft_a}/lines",
        {"leader_a"},
        {"paste": f"{TYPED}\tB10\t{TYPED}"},
        status=422,
    ),
    page("planning.download_xlsx", "/needs/{needs_a}.xlsx", {"leader_a", "department_19"}),
    page("planning.download_docx", "/needs/{needs_a}.docx", {"leader_a", "department_19"}),
    page("planning.download_pdf", "/needs/{needs_a}.pdf", {"leader_a", "department_19"}),
    form("planning.clear_untouched", "/needs/{draft_a}/clearing", {"leader_a"}),
    form("planning.submit_proposal", "/needs/{needs_a}/submission", {"leader_a"}, lack={"department_19"}),
    page(
        "planning.show_merged", "/needs/of/19/2031", {"department_19"}, lack=EVERYBODY - LEADERS - DEPARTMENTS
    ),
    page(
        "planning.ask_names",
        "/needs/of/19/2031/officers?content=lop+a",
        {"department_19"},
        lack=EVERYBODY - LEADERS - DEPARTMENTS,
    ),
    form(
        "planning.show_names",
        "/needs/of/19/2031/officers?content=lop+a",
        {"department_19"},
        {"purpose": f"Lập kế hoạch mở lớp {TYPED}"},
        lack=EVERYBODY - LEADERS - DEPARTMENTS,
    ),
    form(
        "planning.return_proposal",
        "/needs/{needs_a}/return",
        {"department_19"},
        {"reason": f"Bổ sung tháng {TYPED}"},
        lack={"leader_a"},
    ),
    form(
        "planning.accept_proposal",
        "/needs/{needs_a}/acceptance",
        {"department_19"},
        {"remark": TYPED},
        lack={"leader_a"},
    ),
    # certificates of officer A, and what leader A confirmed
    page("competency.list_my_certificates", "/me/certificates", OFFICERS, lack=EVERYBODY),
    form("competency.hand_in_certificate", "/me/certificates", OFFICERS, lack=EVERYBODY, status=422),
    page("competency.list_claims", "/claims", LEADERS | DEPARTMENTS, lack=EVERYBODY),
    page("competency.show_claim", "/claims/{claim_a}", {"officer_a", "leader_a", "department_19"}),
    page("competency.show_scan", "/claims/{claim_a}/scan", {"officer_a", "leader_a", "department_19"}),
    form(
        "competency.confirm_claim",
        "/claims/{claim_a}/confirmation",
        {"leader_a", "department_19"},
        {"level": 1, "remark": f"Mức cơ bản {TYPED}", "has_looked": 1},
        lack={"officer_a"},
    ),
    form(
        "competency.refuse_claim",
        "/claims/{claim_a}/refusal",
        {"leader_a", "department_19"},
        {"reason": f"Ảnh mờ, không đọc được {TYPED}"},
        lack={"officer_a"},
    ),
    form(
        "competency.withdraw_claim",
        "/claims/{claim_a}/withdrawal",
        {"officer_a"},
        lack={"leader_a", "department_19"},
    ),
    page("competency.list_confirmations", "/confirmations", LEADERS | DEPARTMENTS, lack=EVERYBODY),
    page(
        "competency.show_confirmation",
        "/confirmations/{confirmed_a}",
        {"leader_a"},
        lack=EVERYBODY - LEADERS - DEPARTMENTS,
    ),
    form(
        "competency.revoke_confirmation",
        "/confirmations/{confirmed_a}/revocation",
        {"leader_a"},
        {"reason": f"Xác nhận nhầm người {TYPED}"},
        lack=EVERYBODY - LEADERS - DEPARTMENTS,
    ),
    # the team
    page("reports.show_team", "/team", WATCHERS, lack=EVERYBODY),
    page("reports.download_team", "/team.csv", WATCHERS, lack=EVERYBODY),
    page("reports.download_team", "/team.xlsx?status=unproven", WATCHERS, lack=EVERYBODY),
    page(
        "reports.show_team_member", "/team/{officer_a}", {"leader_a", "observer_a"}, lack=EVERYBODY - WATCHERS
    ),
    page("competency.show_work_product", "/team/{officer_a}/work-products/B10", {"leader_a"}, lack=KNOW_A),
    form(
        "competency.confirm_work_product",
        "/team/{officer_a}/work-products/B10",
        {"leader_a"},
        WORK_PRODUCT,
        lack=KNOW_A,
    ),
    page(
        "competency.show_work_product",
        "/team/{officer_a}/work-products/Z9",
        NOBODY,
        lack=KNOW_A - {"leader_a"},
    ),
    # policy targets
    page("reports.show_targets", "/targets", FIGURES - {"head_a"}, lack=EVERYBODY),
    page("reports.show_targets", "/targets?unit=19", {"department_19", "ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "reports.show_targets",
        "/targets?unit={commune_a}&others=1",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.download_targets",
        "/targets.csv?unit=19",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.download_targets",
        "/targets.xlsx?unit={commune_a}",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.show_target",
        "/targets/TN-d1?unit=19",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page("reports.show_target", "/targets/KHONG-CO?unit=19", NOBODY, lack=EVERYBODY - FIGURES),
    page(
        "reports.list_target_officers",
        "/targets/TN-b1/officers?unit={commune_a}&part=unknown",
        {"leader_a", "observer_a", "department_19"},
        lack=EVERYBODY - (WATCHERS | DEPARTMENTS),
    ),
    form(
        "reports.open_target_officers",
        "/targets/TN-b1/officers?unit={commune_a}",
        {"leader_a", "observer_a", "department_19"},
        PURPOSE,
        lack=EVERYBODY - (WATCHERS | DEPARTMENTS),
    ),
    page(
        "competency.list_entries",
        "/targets/TN-d2/entries?unit=19",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    form(
        "competency.enter_totals",
        "/targets/TN-d1/entries?unit=19",
        {"department_19"},
        TOTALS,
        lack=EVERYBODY - FIGURES | {"ministry"},
    ),
    page(
        "competency.show_correction",
        "/targets/entries/{entry}/correction",
        {"department_19"},
        lack=EVERYBODY - FIGURES | {"ministry"},
    ),
    form(
        "competency.correct_totals",
        "/targets/entries/{entry}/correction",
        {"department_19"},
        lack=EVERYBODY - FIGURES | {"ministry"},
        status=422,
    ),
    page("competency.show_new_target", "/targets/new", DEFINERS, lack=EVERYBODY),
    form("competency.add_target", "/targets/new", DEFINERS, TARGET | {"code": "X-1"}, lack=EVERYBODY),
    page("competency.show_edit_target", "/targets/TN-dd1/definition", DEFINERS, lack=EVERYBODY),
    form("competency.edit_target", "/targets/VN-40/definition", DEFINERS, TARGET, lack=EVERYBODY),
    page("competency.list_populations", "/populations", DEFINERS, lack=EVERYBODY),
    page("competency.show_new_population", "/populations/new", DEFINERS, lack=EVERYBODY),
    form(
        "competency.add_population",
        "/populations/new",
        DEFINERS,
        POPULATION | {"code": "X-1"},
        lack=EVERYBODY,
    ),
    page("competency.show_population", "/populations/TN_ALL", DEFINERS, lack=EVERYBODY),
    form(
        "competency.edit_population", "/populations/VN_CIVIL_SERVANTS", DEFINERS, POPULATION, lack=EVERYBODY
    ),
    # reporting periods
    page("competency.list_periods", "/periods", DEFINERS, lack=EVERYBODY),
    page(
        "competency.list_periods",
        "/periods?province=19",
        {"department_19", "ministry"},
        lack=EVERYBODY - DEFINERS,
    ),
    page(
        "competency.show_period",
        "/periods/{closed}?province=19",
        {"department_19", "ministry"},
        lack=EVERYBODY - DEFINERS,
    ),
    page("competency.show_period", "/periods/1999?province=19", NOBODY, lack=EVERYBODY - DEFINERS),
    form(
        "competency.close_period",
        "/periods/{running}/closing?province=19",
        {"department_19"},
        {"confirmed": "1"},
        lack=EVERYBODY - DEPARTMENTS,
        status=422,
    ),
    form(
        "competency.correct_period",
        "/periods/{closed}/corrections?province=19",
        {"department_19"},
        {"reason": f"Nộp muộn số liệu {TYPED}"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    # figures, and the names behind them
    page("reports.show_coverage", "/coverage", FIGURES - {"head_a"}, lack=EVERYBODY),
    page("reports.show_unit_coverage", "/coverage/VN", {"ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "reports.show_unit_coverage", "/coverage/19", {"department_19", "ministry"}, lack=EVERYBODY - FIGURES
    ),
    page("reports.show_unit_coverage", "/coverage/99", NOBODY, lack=EVERYBODY - FIGURES),
    page(
        "reports.show_unit_coverage",
        "/coverage/{commune_a}",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.show_unit_coverage",
        "/coverage/19?on=2026-01-01",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page("reports.show_standards", "/coverage/VN/standards", {"ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "reports.show_standards",
        "/coverage/{commune_a}/standards",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page("reports.show_map", "/coverage/VN/map", {"ministry"}, lack=EVERYBODY - FIGURES),
    page("reports.show_map", "/coverage/19/map", {"department_19", "ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "reports.download_coverage",
        "/coverage/19.csv",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.download_coverage",
        "/coverage/{commune_a}.csv?by=competency",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.download_coverage_xlsx",
        "/coverage/19.xlsx?by=pillar",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.download_coverage_pdf",
        "/coverage/{commune_a}.pdf?by=commune",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page("reports.show_heat", "/coverage/VN/heat", {"ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "reports.show_heat",
        "/coverage/{commune_a}/heat?employment_kind=civil_servant",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "reports.show_content",
        "/coverage/{commune_a}/content?pillar=B",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page("reports.show_content", "/coverage/VN/content", {"ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "reports.list_officers",
        "/coverage/19/officers",
        {"department_19"},
        lack=EVERYBODY - FIGURES | {"ministry"},
    ),
    page("reports.list_officers", "/coverage/VN/officers", NOBODY, lack=EVERYBODY - FIGURES | {"ministry"}),
    form(
        "reports.open_list",
        "/coverage/{commune_a}/officers",
        {"leader_a", "observer_a", "department_19"},
        PURPOSE,
        lack=EVERYBODY - FIGURES | {"ministry"},
    ),
    page(
        "reports.list_officers",
        "/coverage/{commune_a}/officers",
        {"leader_a", "observer_a", "department_19"},
        lack=EVERYBODY - FIGURES | {"ministry"},
    ),
    # papers: a report of commune A, the learning sheet of officer A
    page("reports.list_papers", "/documents", EVERYBODY),
    page("reports.show_new_document", "/documents/new", LEADERS | DEPARTMENTS | {"ministry"}, lack=EVERYBODY),
    form(
        "reports.ask_document",
        "/documents/new",
        LEADERS | DEPARTMENTS | {"ministry"},
        lack=EVERYBODY,
        status=422,
    ),
    page("reports.show_document", "/documents/{paper_a}", {"leader_a", "department_19"}),
    page("reports.show_document", "/documents/{sheet_a}", KNOW_A),
    page("reports.download_document_pdf", "/documents/{sheet_a}.pdf", KNOW_A),
    page("reports.download_document_docx", "/documents/{sheet_a}.docx", KNOW_A),
    page("reports.download_signed_copy", "/documents/{sheet_a}/signed/{signed_a}", KNOW_A),
    form(
        "reports.keep_signed_copy",
        "/documents/{sheet_a}/signed",
        {"officer_a", "leader_a", "department_19"},
        lack=KNOW_A,
        status=422,
    ),
    form(
        "reports.retry_document",
        "/documents/{sheet_a}/building",
        {"officer_a", "leader_a", "department_19"},
        lack=KNOW_A,
    ),
    form(
        "reports.revoke_document",
        "/documents/{sheet_a}/revocation",
        {"department_19"},
        {"reason": f"Lập nhầm người {TYPED}"},
        lack=KNOW_A,
    ),
    page("reports.download_learning_sheet", "/me/learning-sheet.pdf", OFFICERS, lack=EVERYBODY),
    page("reports.download_team_sheet", "/team/{officer_a}/learning-sheet.pdf", {"leader_a"}),
    page("reports.download_certificate", "/courses/KH90/certificate.pdf", NOBODY, lack=EVERYBODY - OFFICERS),
    page("reports.ask_code", "/verify", PUBLIC),
    page("reports.verify_paper", "/verify/{code_a}", PUBLIC),
    # the operator
    page("reports.show_operations", "/admin", {"admin"}, lack=EVERYBODY),
    form("reports.settle_alarm", "/admin/alarms/{alarm}/settlement", {"admin"}, lack=EVERYBODY),
    # disputes and what is overdue; messages
    page("reports.show_disputes", "/disputes", LEADERS | DEPARTMENTS, lack=EVERYBODY),
    page("reports.show_overdue", "/overdue", DEPARTMENTS, lack=EVERYBODY),
    page("competency.list_deliveries", "/deliveries", DEPARTMENTS | {"admin"}, lack=EVERYBODY),
    form(
        "competency.retry_delivery",
        "/deliveries/{digest_a}/retry",
        {"department_19", "admin"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    page("competency.show_messages", "/account/messages", EVERYBODY),
    form("competency.choose_address", "/account/messages", EVERYBODY, {"channel": "email"}),
    # the roster desk: an upload of province 19 that waits for its review
    page("competency.list_rosters", "/rosters", DEPARTMENTS, lack=EVERYBODY),
    form("competency.hand_in_roster", "/rosters", DEPARTMENTS, lack=EVERYBODY, status=422),
    page("competency.download_roster_template", "/rosters/template.xlsx", DEPARTMENTS, lack=EVERYBODY),
    page("competency.show_roster", "/rosters/{roster}", {"department_19"}, lack=EVERYBODY - DEPARTMENTS),
    *(
        page(
            "competency.show_roster",
            f"/rosters/{{roster}}?list={outcome}",
            {"department_19"},
            lack=EVERYBODY - DEPARTMENTS,
        )
        for outcome in ("new", "error", "readings", "nonsense")
    ),
    page(
        "competency.download_roster_errors",
        "/rosters/{roster}/errors.xlsx",
        {"department_19"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    form(
        "competency.accept_roster",
        "/rosters/{roster}/acceptance",
        {"department_19"},
        {"digest": "0" * 64},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    form("competency.undo_roster", "/rosters/{roster}/undo", {"department_19"}, lack=EVERYBODY - DEPARTMENTS),
    form(
        "competency.name_unit",
        "/rosters/{roster}/names",
        {"department_19"},
        {"name": f"Xã cũ {TYPED}", "unit": "{commune_a}"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    form(
        "competency.check_roster",
        "/rosters/{roster}/check",
        {"department_19"},
        {"extent": "part"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    form(
        "competency.retry_roster", "/rosters/{roster}/retry", {"department_19"}, lack=EVERYBODY - DEPARTMENTS
    ),
    form("competency.drop_roster", "/rosters/{roster}/drop", {"department_19"}, lack=EVERYBODY - DEPARTMENTS),
    page("competency.find_officers", "/officers", DEPARTMENTS, lack=EVERYBODY),
    page("competency.find_officers", "/officers?q=lo+thi", DEPARTMENTS, lack=EVERYBODY, status=422),
    page("competency.find_officers", "/officers?q=lo+thi&purpose=dieu+chuyen", DEPARTMENTS, lack=EVERYBODY),
    page("competency.show_accounts", "/officers/accounts", DEPARTMENTS, lack=EVERYBODY),
    form("competency.invite_by_mail", "/officers/accounts", DEPARTMENTS, lack=EVERYBODY),
    form("competency.print_slips", "/officers/slips", DEPARTMENTS, lack=EVERYBODY, status=422),
    page(
        "competency.show_posts",
        "/officers/{officer_a}/posts",
        {"department_19"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    *(
        form(
            f"competency.{name}",
            f"/officers/{{officer_a}}/{path}",
            {"department_19"},
            lack=EVERYBODY - DEPARTMENTS,
            status=422,
        )
        for name, path in (
            ("add_post", "posts"),
            ("end_post", "posts/1/end"),
            ("leave_service", "leaving"),
            ("change_qualifications", "qualifications"),
        )
    ),
    # versions of the framework: the ministry's draft is version 2, the draft overlay that of province 19
    page("competency.list_frameworks", "/frameworks", DEPARTMENTS | {"ministry"}, lack=EVERYBODY),
    page("competency.show_upload", "/frameworks/upload", {"ministry"}, lack=EVERYBODY),
    form("competency.upload_framework", "/frameworks/upload", {"ministry"}, lack=EVERYBODY, status=422),
    page("competency.show_framework", "/frameworks/KNL-XA/2", DEPARTMENTS | {"ministry"}, lack=EVERYBODY),
    form("competency.preview_framework", "/frameworks/KNL-XA/2/preview", {"ministry"}, lack=EVERYBODY),
    form(
        "competency.publish_framework",
        "/frameworks/KNL-XA/2/publication",
        {"ministry"},
        lack=EVERYBODY,
        status=422,
    ),
    form(
        "competency.withdraw_framework",
        "/frameworks/KNL-XA/2/withdrawal",
        {"ministry"},
        lack=EVERYBODY,
        status=422,
    ),
    page("competency.show_new_overlay", "/frameworks/overlays/new", DEPARTMENTS, lack=EVERYBODY),
    form("competency.add_overlay", "/frameworks/overlays/new", DEPARTMENTS, lack=EVERYBODY, status=422),
    page(
        "competency.show_overlay",
        "/frameworks/overlays/{overlay}",
        {"department_19", "ministry"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    form(
        "competency.edit_overlay",
        "/frameworks/overlays/{overlay}",
        {"department_19"},
        lack=EVERYBODY - DEPARTMENTS,
        status=422,
    ),
    form(
        "competency.preview_overlay",
        "/frameworks/overlays/{overlay}/preview",
        {"department_19"},
        lack=EVERYBODY - DEPARTMENTS,
    ),
    form(
        "competency.publish_overlay",
        "/frameworks/overlays/{overlay}/publication",
        {"department_19"},
        lack=EVERYBODY - DEPARTMENTS,
        status=422,
    ),
    form(
        "competency.withdraw_overlay",
        "/frameworks/overlays/{overlay}/withdrawal",
        {"department_19"},
        lack=EVERYBODY - DEPARTMENTS,
        status=422,
    ),
    page("competency.show_impact", "/impacts/{impact}", DEPARTMENTS | {"ministry"}, lack=EVERYBODY),
    page("reports.list_impact_officers", "/impacts/{impact}/officers", DEPARTMENTS, lack=EVERYBODY),
    form(
        "reports.open_impact_list",
        "/impacts/{impact}/officers",
        DEPARTMENTS,
        PURPOSE,
        lack=EVERYBODY,
    ),
    # courses: one is published, one is still being written for the institution of province 19
    page("courses.list_courses", "/courses?position=all", EVERYBODY),
    page("courses.show_course", "/courses/KH90", EVERYBODY),
    page("courses.show_course", "/courses/KH91", AUTHORS),
    page("courses.show_lesson", "/courses/KH90/lessons/bai-1", EVERYBODY),
    page("courses.show_lesson", "/courses/KH91/lessons/bai-1", AUTHORS),
    page("courses.download_file", "/courses/KH90/files/{file_KH90}/mau-don.pdf", EVERYBODY),
    page("courses.download_file", "/courses/KH91/files/{file_KH91}/mau-don.pdf", AUTHORS),
    form("courses.enrol", "/courses/KH90/enrolment", OFFICERS, lack=EVERYBODY),
    form("courses.enrol", "/courses/KH91/enrolment", NOBODY, lack=AUTHORS),
    form("courses.finish_lesson", "/courses/KH90/lessons/bai-1/finish", OFFICERS, lack=EVERYBODY),
    form("courses.finish_lesson", "/courses/KH91/lessons/bai-1/finish", NOBODY, lack=AUTHORS),
    form("courses.give_feedback", "/courses/KH90/feedback", OFFICERS, FEEDBACK, lack=EVERYBODY),
    form("courses.give_feedback", "/courses/KH91/feedback", NOBODY, FEEDBACK, lack=AUTHORS),
    # the course studio: what reviewers read, and what editors of the institution write
    page("courses_studio.list_courses", "/studio/courses", WRITERS | AUTHORS, lack=EVERYBODY),
    page("courses_studio.show_new_course", "/studio/courses/new", WRITERS, lack=EVERYBODY),
    form(
        "courses_studio.create_course",
        "/studio/courses/new",
        WRITERS,
        {"code": "không", "title": TYPED},
        lack=EVERYBODY,
        status=422,
    ),
    *(
        page(f"courses_studio.{name}", f"/studio/courses/KH91{path}", AUTHORS, lack=OUT_OF_STUDIO)
        for name, path in (
            ("show_outline", ""),
            ("show_preview", "/versions/1/preview"),
            ("preview_course", "/versions/1/course"),
            ("preview_lesson", "/versions/1/lessons/bai-1"),
        )
    ),
    *(
        page(f"courses_studio.{name}", f"/studio/courses/KH91{path}", {"editor"}, lack=OUT_OF_STUDIO)
        for name, path in (
            ("show_sheet", "/sheet"),
            ("show_citations", "/citations"),
            ("show_lesson", "/lessons/bai-1"),
            ("show_title", "/lessons/bai-1/title"),
            ("show_word", "/word"),
            ("show_word_import", "/word/{word}"),
            ("show_word_picture", "/word/{word}/pictures/{word_picture}"),
            ("show_files", "/lessons/bai-1/files"),
        )
    ),
    *(
        form(
            f"courses_studio.{name}",
            f"/studio/courses/KH91{path}",
            {"editor"},
            fields,
            lack=OUT_OF_STUDIO,
            status=status,
        )
        for name, path, fields, status in (
            ("begin_version", "/versions", {}, 0),
            ("submit_course", "/submission", {"note": TYPED}, 0),
            ("take_back", "/taking-back", {}, 0),
            ("save_sheet", "/sheet", {"title": TYPED}, 422),
            ("save_citations", "/citations", {"note": TYPED}, 422),
            ("add_lesson", "/lessons", {"title": f"Bài {TYPED}"}, 0),
            ("add_planned_lessons", "/planned-lessons", {}, 0),
            ("rename_lesson", "/lessons/bai-2/title", {"seen": "1", "title": f"Bài {TYPED}"}, 0),
            ("arrange_lessons", "/order", {"shown": "bai-1 bai-2", "move": "bai-2 up"}, 0),
            ("remove_lesson", "/lessons/bai-2/deletion", {"seen": "0"}, 0),
            ("save_lesson", "/lessons/bai-2", LESSON, 0),
            ("autosave_lesson", "/lessons/bai-2/autosave", LESSON, 0),
            ("add_file", "/lessons/bai-2/files", {"words": TYPED}, 422),
            ("remove_file", "/lessons/bai-2/files/987654/deletion", {}, 0),
            ("hand_in_word", "/word", {}, 422),
            ("accept_word", "/word/{word}/acceptance", {"shown": "", "mode": "append", "words": TYPED}, 0),
        )
    ),
    # tests and cases
    page("assessments.show_quiz", "/quizzes/KH90", EVERYBODY),
    page("assessments.show_quiz", "/quizzes/KH91", NOBODY),
    form("assessments.start_quiz", "/quizzes/KH90/attempts", OFFICERS, lack=EVERYBODY),
    page("assessments.list_cases", "/cases", EVERYBODY),
    page("assessments.show_case", "/cases/TH90", EVERYBODY),
    form("assessments.start_case", "/cases/TH90/attempts", OFFICERS, lack=EVERYBODY),
    # figures of questions, cases and courses
    *(
        page(f"assessments.{name}", f"/studio/{path}", AUTHORS, lack=OUT_OF_STUDIO)
        for name, path in (
            ("show_bank_figures", "banks/KH90/figures"),
            ("show_question_figures", "banks/KH90/figures/{asked}"),
            ("download_bank_figures", "banks/KH90/figures.xlsx"),
            ("show_case_figures", "cases/TH90/figures"),
            ("download_case_figures", "cases/TH90/figures.xlsx"),
            ("show_course_figures", "courses/KH90/figures"),
            ("download_course_figures", "courses/KH90/figures.xlsx"),
        )
    ),
    # the studio of cases: TH91 is being written, and experts are asked about it
    page("assessments.list_studio_cases", "/studio/cases", WRITERS | AUTHORS | ASSESSORS, lack=EVERYBODY),
    page("assessments.new_studio_case", "/studio/cases/new", WRITERS, lack=EVERYBODY),
    form("assessments.create_studio_case", "/studio/cases", WRITERS, lack=EVERYBODY, status=422),
    page("assessments.ask_case_file", "/studio/cases/import", WRITERS, lack=EVERYBODY),
    form(
        "assessments.import_case_draft",
        "/studio/cases/import",
        WRITERS,
        {"text": TYPED},
        lack=EVERYBODY,
        status=422,
    ),
    *(
        page(f"assessments.{name}", f"/studio/cases/TH91{path}", AUTHORS)
        for name, path in (
            ("show_studio_case", ""),
            ("list_case_paths", "/paths"),
            ("preview_case", "/preview"),
            ("preview_case", "/preview?way=n1.a"),
            ("show_case_panel", "/panel"),
            ("export_case", "/export.yaml"),
        )
    ),
    page("assessments.edit_case_facts", "/studio/cases/TH91/facts", {"editor"}, lack={"reviewer"}),
    page("assessments.edit_case_node", "/studio/cases/TH91/nodes/n1", {"editor"}, lack={"reviewer"}),
    *(
        form(f"assessments.{name}", f"/studio/cases/TH91{path}", {"editor"}, fields, lack={"reviewer"})
        for name, path, fields in (
            ("save_case_facts", "/facts", CASE_FACTS),
            ("save_case_node", "/nodes/n1", {"seen": "1", "question": TYPED, "option": "a", "text.a": TYPED}),
            ("rename_case_node", "/nodes/n1/name", {"seen": "2", "name": "n1x"}),
            ("add_case_node", "/nodes", {"seen": "3", "name": "n7"}),
            ("remove_case_node", "/nodes/n7/removal", {"seen": "4"}),
            ("draft_studio_case", "/draft", {}),
            ("open_case_panel", "/panel", {"seen": "0", "expert": "1"}),
            ("submit_case", "/submission", {"note": TYPED}),
        )
    ),
    page("assessments.rate_panel", "/studio/panels/{panel}", {"assessor", "reviewer"}),
    form("assessments.save_panel_ratings", "/studio/panels/{panel}", {"assessor", "reviewer"}, {"r.0": "2"}),
    form("assessments.apply_panel_key", "/studio/panels/{panel}/key", {"editor"}, lack=AUTHORS),
    form(
        "assessments.close_case_panel",
        "/studio/panels/{panel}/closing",
        {"editor"},
        lack=AUTHORS,
    ),
    # the studio of question banks
    page("assessments.list_banks", "/studio/banks", AUTHORS | {"other_editor"}, lack=EVERYBODY),
    page("assessments.ask_bank", "/studio/banks/new", AUTHORS | {"other_editor"}, lack=EVERYBODY),
    form("assessments.create_bank", "/studio/banks", AUTHORS | {"other_editor"}, lack=EVERYBODY, status=422),
    page("assessments.show_bank", "/studio/banks/NH90", AUTHORS),
    page("assessments.ask_question", "/studio/banks/NH90/questions/new?kind=single", AUTHORS),
    page("assessments.edit_question", "/studio/banks/NH90/questions/{question}", AUTHORS),
    page("assessments.show_question_history", "/studio/banks/NH90/questions/{question}/history", AUTHORS),
    form("assessments.preview_question", "/studio/banks/NH90/preview", AUTHORS, QUESTION),
    page("assessments.download_bank_file", "/banks/NH90/files/{bank_file}", AUTHORS),
    form(
        "assessments.add_question",
        "/studio/banks/NH90/questions",
        {"editor"},
        {"kind": "numeric", "key": TYPED, "text": TYPED, "answers.0.value": TYPED, "act": "save"},
        lack=AUTHORS,
        status=422,
    ),
    form(
        "assessments.save_question",
        "/studio/banks/NH90/questions/{question}",
        {"editor"},
        QUESTION,
        lack=AUTHORS,
    ),
    form(
        "assessments.remove_question",
        "/studio/banks/NH90/questions/{question}/removal",
        {"editor"},
        lack=AUTHORS,
    ),
    form(
        "assessments.restore_question",
        "/studio/banks/NH90/questions/{question}/restoration",
        {"editor"},
        lack=AUTHORS,
    ),
    form(
        "assessments.rename_bank",
        "/studio/banks/NH90/title",
        {"editor"},
        {"title": f"Ngân hàng {TYPED}"},
        lack=AUTHORS,
    ),
    form("assessments.begin_bank_version", "/studio/banks/NH90/versions", {"editor"}, lack=AUTHORS),
    page("assessments.ask_bank_submission", "/studio/banks/NH90/submission", {"editor"}, lack=AUTHORS),
    form(
        "assessments.submit_bank",
        "/studio/banks/NH90/submission",
        {"editor"},
        {"note": TYPED},
        lack=AUTHORS,
        unready=True,
    ),
    page("assessments.export_questions", "/studio/banks/NH90/export.gift", AUTHORS),
    page("assessments.ask_question_file", "/studio/banks/NH90/import", {"editor"}, lack=AUTHORS),
    form("assessments.hand_in_questions", "/studio/banks/NH90/import", {"editor"}, lack=AUTHORS, status=422),
    page(
        "assessments.download_question_template",
        "/studio/banks/NH90/import/template.xlsx",
        {"editor"},
        lack=AUTHORS,
    ),
    page(
        "assessments.show_question_file",
        "/studio/banks/NH90/import/{question_file}",
        {"editor"},
        lack=AUTHORS,
    ),
    page(
        "assessments.download_question_report",
        "/studio/banks/NH90/import/{question_file}/report.xlsx",
        {"editor"},
        lack=AUTHORS,
    ),
    form(
        "assessments.accept_questions",
        "/studio/banks/NH90/import/{question_file}/acceptance",
        {"editor"},
        {"digest": TYPED},
        lack=AUTHORS,
        status=422,
    ),
    form(
        "assessments.drop_questions",
        "/studio/banks/NH90/import/{question_file}/drop",
        {"editor"},
        lack=AUTHORS,
    ),
    # the way of content: KH92 is being written; what is no step of its state is told as a conflict
    page("assessments.show_studio", "/studio", AUTHORS | WRITERS, lack=EVERYBODY),
    page("assessments.list_reviews", "/studio/reviews", AUTHORS | WRITERS, lack=EVERYBODY),
    page("assessments.show_review", "/studio/reviews/{review}", AUTHORS),
    page("assessments.show_review", "/studio/reviews/course-version:999999", NOBODY),
    page("assessments.show_review", "/studio/reviews/lesson:1", NOBODY),
    page("assessments.show_differences", "/studio/reviews/{review}/differences", AUTHORS),
    page("assessments.show_part", "/studio/reviews/{review}/parts/sheet", AUTHORS),
    page("assessments.show_part", "/studio/reviews/{review}/parts/lesson:bai-1", AUTHORS),
    page("assessments.show_part", "/studio/reviews/{review}/parts/lesson:khong-co", NOBODY),
    *(
        form(f"assessments.{name}", f"/studio/reviews/{{review}}/{path}", allowed, fields, lack=AUTHORS)
        for name, path, allowed, fields in (
            ("add_comment", "comments", AUTHORS, {"place": "sheet", "text": TYPED, "back": "//vidu.vn"}),
            ("approve_version", "approval", {"reviewer"}, {"seen": "1", "note": TYPED}),
            ("request_changes", "changes", {"reviewer"}, {"note": TYPED}),
            ("take_back_version", "taking-back", {"editor"}, {}),
            ("publish_version", "publication", AUTHORS, {"stays_until": ""}),
            ("withdraw_version", "withdrawal", AUTHORS, {"note": TYPED}),
        )
    ),
    form("assessments.settle_comment", "/studio/comments/{comment}/settlement", AUTHORS),
    page("assessments.list_documents", "/studio/documents", AUTHORS | WRITERS, lack=EVERYBODY),
    form(
        "assessments.add_document",
        "/studio/documents",
        AUTHORS | WRITERS,
        {"number": "18/2026/NĐ-CP", "title": TYPED},
        lack=EVERYBODY,
    ),
    page(
        "assessments.show_document",
        "/studio/documents/{legal_document}",
        AUTHORS | WRITERS,
        lack=EVERYBODY,
    ),
    form(
        "assessments.edit_document",
        "/studio/documents/{legal_document}",
        AUTHORS | WRITERS,
        {"seen": "1", "title": TYPED, "effective_on": ""},
    ),
    form(
        "assessments.replace_document",
        "/studio/documents/{legal_document}/replacement",
        AUTHORS | WRITERS,
        {"seen": "1", "number": "18/2026/NĐ-CP", "title": TYPED, "on": "2026-01-01"},
    ),
    form(
        "assessments.note_holding",
        "/studio/documents/{legal_document}/holding",
        AUTHORS,
        {"subject": "{lesson}"},
        lack=WRITERS,
    ),
    # attempts of officer A; what somebody answers is read by that person alone
    page("assessments.show_attempt", "/attempts/{quiz_result_a}", {"officer_a"}),
    page("assessments.show_attempt", "/attempts/{case_result_a}", {"officer_a"}),
    page("assessments.show_attempt", "/attempts/{quiz_a}", {"officer_a"}),
    form("assessments.save_answers", "/attempts/{quiz_a}/answers", {"officer_a"}),
    form("assessments.submit_quiz", "/attempts/{quiz_a}/submission", {"officer_a"}),
    form("assessments.choose_option", "/attempts/{case_a}/choices", {"officer_a"}, CHOICE),
    # rubrics and tasks to write on, of the institution of province 19
    page("assessments.list_rubrics", "/studio/rubrics", AUTHORS | {"other_editor"}, lack=EVERYBODY),
    form(
        "assessments.create_rubric", "/studio/rubrics", AUTHORS | {"other_editor"}, lack=EVERYBODY, status=422
    ),
    page("assessments.show_rubric", "/studio/rubrics/TC90", AUTHORS),
    form(
        "assessments.save_rubric",
        "/studio/rubrics/TC90",
        {"editor"},
        {"step-0": TYPED, "criterion-0": TYPED},
        lack={"reviewer"},
        status=422,
    ),
    page("assessments.list_open_tasks", "/studio/tasks", AUTHORS | {"other_editor"}, lack=EVERYBODY),
    form(
        "assessments.create_open_task",
        "/studio/tasks",
        AUTHORS | {"other_editor"},
        {"title": TYPED},
        lack=EVERYBODY,
        status=422,
    ),
    page("assessments.show_open_task", "/studio/tasks/SN90", AUTHORS),
    page("assessments.show_open_task", "/studio/tasks/SN93", AUTHORS),
    form(
        "assessments.save_open_task",
        "/studio/tasks/SN93",
        {"editor"},
        {"prompt": TYPED, "least_words": "0"},
        lack={"reviewer"},
        status=422,
    ),
    form(
        "assessments.submit_open_task",
        "/studio/tasks/SN93/submission",
        {"editor"},
        {"note": TYPED},
        lack={"reviewer"},
    ),
    form("assessments.begin_open_task_version", "/studio/tasks/SN90/versions", {"editor"}, lack={"reviewer"}),
    # what officer A wrote: the writer alone reads it with the name, an assessor by a word
    page("assessments.list_my_scripts", "/tasks", OFFICERS, lack=EVERYBODY),
    page("assessments.show_task", "/tasks/SN90", EVERYBODY),
    page("assessments.show_task", "/tasks/SN93", AUTHORS),
    form("assessments.start_script", "/tasks/SN90/scripts", OFFICERS, lack=EVERYBODY),
    page("assessments.show_script", "/scripts/{writing_a}", {"officer_a"}, lack=EVERYBODY - OFFICERS),
    page("assessments.show_script", "/scripts/{claimed_script_a}", {"officer_a"}, lack=EVERYBODY - OFFICERS),
    page("assessments.show_script", "/scripts/{released_script_a}", {"officer_a"}, lack=EVERYBODY - OFFICERS),
    form(
        "assessments.save_script",
        "/scripts/{writing_a}/text",
        {"officer_a"},
        {"text": f"Tôi thấy {TYPED}", "revision": 1},
    ),
    form(
        "assessments.submit_script",
        "/scripts/{writing_a}/submission",
        {"officer_a"},
        {"text": f"Tôi thấy {TYPED}", "revision": 1},
    ),
    page("assessments.list_markings", "/marking", ASSESSORS, lack=EVERYBODY),
    form("assessments.claim_next_script", "/marking/claims", ASSESSORS, lack=EVERYBODY),
    form("assessments.claim_script", "/marking/{claimed_word_a}/claim", ASSESSORS, lack=EVERYBODY),
    page("assessments.show_marking", "/marking/{claimed_word_a}", ASSESSORS, lack=EVERYBODY),
    page("assessments.show_marking", "/marking/{released_word_a}", ASSESSORS, lack=EVERYBODY),
    form(
        "assessments.save_marks",
        "/marking/{claimed_word_a}/marks",
        ASSESSORS,
        {"step-0": "1", "comment-0": TYPED},
        lack=EVERYBODY,
    ),
    form(
        "assessments.submit_marks",
        "/marking/{claimed_word_a}/submission",
        ASSESSORS,
        {"step-0": "1", "comment-0": TYPED},
        lack=EVERYBODY,
    ),
    form(
        "assessments.step_aside",
        "/marking/{claimed_word_b}/stepping-aside",
        ASSESSORS,
        {"reason": "relative"},
        lack=EVERYBODY,
    ),
    page("assessments.list_releases", "/studio/marking", AUTHORS | {"other_editor"}, lack=EVERYBODY),
    form(
        "assessments.take_back_claim",
        "/studio/marking/{claimed_word_a}/{claimed_marking_a}/taking-back",
        AUTHORS,
        lack=EVERYBODY - {"other_editor"},
    ),
    form(
        "assessments.release_scripts",
        "/studio/marking/release",
        AUTHORS | {"other_editor"},
        {"word": "{claimed_word_a}"},
        lack=EVERYBODY,
    ),
    form(
        "assessments.withdraw_result",
        "/marking/{released_word_a}/withdrawal",
        AUTHORS | ASSESSORS,
        {"reason": f"Chấm nhầm {TYPED}"},
    ),
    # calls of the API
    page("api.show_document", "/api/v1/openapi.json", PUBLIC),
    page("api.show_docs", "/api/v1/docs", PUBLIC),
    page("people_api.list_units", "/api/v1/units?parent=19", EVERYBODY),
    page("people_api.list_officers", "/api/v1/officers?per_page=200", READERS, lack=EVERYBODY),
    page("people_api.show_officer", "/api/v1/officers/{officer_a}", KNOW_A, lack=EVERYBODY - READERS),
    page(
        "competency_api.list_standings",
        "/api/v1/officers/{officer_a}/standings",
        KNOW_A,
        lack=EVERYBODY - READERS,
    ),
    page(
        "competency_api.list_evidence",
        "/api/v1/officers/{officer_a}/evidence",
        KNOW_A,
        lack=EVERYBODY - READERS,
    ),
    page("competency_api.list_alerts", "/api/v1/alerts?per_page=200", READERS, lack=EVERYBODY),
    page(
        "competency_api.list_alerts", "/api/v1/alerts?officer={officer_a}", KNOW_A, lack=EVERYBODY - READERS
    ),
    *(
        form("competency_api.post_evidence", "/api/v1/evidence", {who}, posted(kind), lack=KNOW_A | ASSESSORS)
        for kind, who in (
            ("external", "department_19"),
            ("work_product", "leader_a"),
            ("assessor", "assessor"),
            ("self_rating", "officer_a"),
        )
    ),
    form(
        "competency_api.revoke_evidence",
        "/api/v1/evidence/{evidence_a}/revocation",
        {"department_19"},
        {"reason": f"Nhập nhầm {TYPED}"},
        lack=KNOW_A,
    ),
    page("competency_api.list_coverage", "/api/v1/coverage?unit=VN", {"ministry"}, lack=EVERYBODY - FIGURES),
    page(
        "competency_api.list_coverage",
        "/api/v1/coverage?unit=19",
        {"department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page(
        "competency_api.list_coverage",
        "/api/v1/coverage?unit={commune_a}&by=competency",
        {"leader_a", "observer_a", "department_19", "ministry"},
        lack=EVERYBODY - FIGURES,
    ),
    page("competency_api.show_framework", "/api/v1/frameworks/KNL-XA", EVERYBODY),
    page("competency_api.list_requirements", "/api/v1/positions/VT14/requirements?unit=19", EVERYBODY),
    page("courses_api.list_courses", "/api/v1/courses", EVERYBODY),
    page("assessments_api.list_cases", "/api/v1/cases", EVERYBODY),
]


@pytest.fixture(scope="module")
def permission_worlds(worlds):
    """The world of each engine, filled when a test first asks for it, and kept for all tests of this file."""
    made = {}

    def world(engine_name):
        ground = worlds(engine_name)
        if engine_name not in made:
            name = ground.server.create(ground.reference)
            made[engine_name] = name, make_permission_world(ground.app)
        ground.server.current, found = made[engine_name]
        return found

    yield world
    for engine_name, (name, _world) in made.items():
        ground = worlds(engine_name)
        with ground.app.app_context():
            ground.let_go()
        ground.server.drop(name)


@pytest.fixture
def permission_world(permission_worlds, engine_name):
    return permission_worlds(engine_name)


def route_names(app, *, method=None):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return {rule.endpoint for rule in rules if method is None or method in rule.methods}


def test_every_route_stands_in_the_list(worlds):
    app = worlds("sqlite").app

    assert route_names(app) == {line.endpoint for line in LINES}
    assert route_names(app, method="POST") == {line.endpoint for line in LINES if line.method == "POST"}


def is_named(line):
    return f"{line.method} {line.path}"


@pytest.mark.parametrize("line", LINES, ids=is_named)
def test_each_role_reaches_what_it_may_and_nothing_else(permission_world, line):
    answers = {role: permission_world.ask(role, line) for role in (*ROLES, "nobody")}

    statuses = {role: answer.status_code for role, answer in answers.items()}
    assert statuses == {role: expected(line, role, status) for role, status in statuses.items()}
    for role, answer in answers.items():
        assert_tells_no_secret(permission_world, role, answer)
        assert_runs_no_script(answer)


def expected(line, role, answered):
    """The status a role should get; of several that mean the same, the one that was answered."""
    if role in line.allowed:
        through = {line.status} if line.status else GOT_THROUGH | ({422} if line.unready else set())
        return answered if answered in through else through
    if role in line.forbidden:
        return 403
    is_closed = "nobody" not in line.allowed and not line.path.startswith("/set-password/")
    return 401 if role == "nobody" and is_closed else 404


def assert_tells_no_secret(world, role, answer):
    """Nobody outside of the scope learns a name, an address, a word or a number of an officer."""
    text = answer.get_data().decode(errors="replace") + str(answer.headers)
    for letter, secret in SECRETS.items():
        if role not in WHO_KNOW[letter]:
            for word in (secret, secret.lower(), world.personal_ids[letter]):
                assert word not in text


def assert_runs_no_script(answer):
    """What people typed is shown as they typed it, and nothing of it is run."""
    if answer.mimetype == "text/html":
        page = answer.get_data(as_text=True)
        assert "<script>alert" not in page
        assert 'href="javascript:' not in page
        assert "&gt;49" not in page


def test_who_may_know_of_an_officer_does_see_the_name(permission_world):
    for role, address in (("leader_a", "/team"), ("officer_b", "/me/data"), ("observer_b", "/team")):
        page = permission_world.browser(role).get(address).get_data(as_text=True)
        assert SECRETS[role[-1]] in page, role
        assert "script&gt;alert" in page or address == "/me/data"


FORMS = [line for line in LINES if line.method == "POST" and not line.is_call]


@pytest.mark.one_engine
@pytest.mark.parametrize("line", FORMS, ids=is_named)
@pytest.mark.parametrize("token", [None, "", "made-up"], ids=["none", "empty", "made up"])
def test_every_form_needs_its_token(permission_world, line, token):
    path = line.path.format(**permission_world.names)
    fields = {name: str(value) for name, value in line.form} | (
        {} if token is None else {"csrf_token": token}
    )

    for role in sorted(line.allowed) or ["officer_a"]:
        assert permission_world.browser(role).post(path, data=fields).status_code == 400


@pytest.mark.one_engine
@pytest.mark.parametrize("line", [line for line in FORMS if "nobody" not in line.allowed], ids=is_named)
def test_who_is_signed_out_is_asked_to_sign_in_first(permission_world, line):
    path = line.path.format(**permission_world.names)
    status = 400 if line.path.startswith("/set-password/") else 401

    assert permission_world.app.test_client().post(path).status_code == status


@pytest.mark.one_engine
def test_the_token_of_one_browser_is_worthless_in_another(permission_world):
    mine, stolen = permission_world.browser("officer_a"), csrf_token(permission_world.browser("officer_b"))
    with mine.session_transaction() as session:
        session["csrf_token"] = "another"

    assert mine.post("/account/locale", data={"csrf_token": stolen, "locale": "en"}).status_code == 400


# What is somebody else's, and the same address for what does not exist. Asked by officer B and by leader B.
STRANGE = [
    ("/alerts/{alert_a}", "alert_a", "officer_b"),
    ("/alerts/{quiet_alert_a}/dispute", "quiet_alert_a", "officer_b"),
    ("/alerts/{dispute_a}/answer", "dispute_a", "leader_b"),
    ("POST /alerts/{alert_a}/acknowledgement", "alert_a", "officer_b"),
    ("POST /alerts/{quiet_alert_a}/dispute", "quiet_alert_a", "officer_b"),
    ("POST /alerts/{dispute_a}/answer", "dispute_a", "leader_b"),
    ("/team/{officer_a}", "officer_a", "leader_b"),
    ("/team/{officer_a}", "officer_a", "head_a"),
    ("/team/{officer_a}/work-products/B10", "officer_a", "leader_b"),
    ("POST /team/{officer_a}/work-products/B10", "officer_a", "leader_b"),
    ("/team/{officer_a}/work-products/B10", "officer_a", "officer_b"),
    ("/needs/{draft_a}", "draft_a", "leader_b"),
    ("/needs/{draft_a}", "draft_a", "department_19"),
    ("/needs/{needs_a}", "needs_a", "department_24"),
    ("/needs/{needs_a}.xlsx", "needs_a", "head_a"),
    ("POST /needs/{draft_a}/lines", "draft_a", "leader_b"),
    ("POST /needs/{needs_a}/return", "needs_a", "department_24"),
    ("/claims/{claim_a}", "claim_a", "officer_b"),
    ("/claims/{claim_a}/scan", "claim_a", "leader_b"),
    ("POST /claims/{claim_a}/confirmation", "claim_a", "head_a"),
    ("POST /claims/{claim_a}/withdrawal", "claim_a", "officer_b"),
    ("/confirmations/{confirmed_a}", "confirmed_a", "leader_b"),
    ("POST /confirmations/{confirmed_a}/revocation", "confirmed_a", "leader_b"),
    ("/documents/{paper_a}", "paper_a", "leader_b"),
    ("/documents/{sheet_a}", "sheet_a", "officer_b"),
    ("/documents/{sheet_a}.pdf", "sheet_a", "leader_b"),
    ("POST /documents/{sheet_a}/signed", "sheet_a", "head_a"),
    ("POST /documents/{sheet_a}/revocation", "sheet_a", "department_24"),
    ("/team/{officer_a}/learning-sheet.pdf", "officer_a", "leader_b"),
    ("/attempts/{quiz_result_a}", "quiz_result_a", "officer_b"),
    ("/attempts/{quiz_a}", "quiz_a", "leader_a"),
    ("/attempts/{case_result_a}", "case_result_a", "department_19"),
    ("POST /attempts/{quiz_a}/answers", "quiz_a", "officer_b"),
    ("POST /attempts/{quiz_a}/submission", "quiz_a", "officer_b"),
    ("POST /attempts/{case_a}/choices", "case_a", "officer_b"),
    ("/scripts/{writing_a}", "writing_a", "officer_b"),
    ("/scripts/{released_script_a}", "released_script_a", "officer_b"),
    ("POST /scripts/{writing_a}/submission", "writing_a", "officer_b"),
    ("POST /marking/{released_word_a}/withdrawal", "released_word_a", "other_editor"),
    ("/courses/KH91/files/{file_KH91}/mau-don.pdf", "file_KH91", "officer_b"),
    ("/coverage/{commune_a}", "commune_a", "leader_b"),
    ("/coverage/{commune_a}/officers", "commune_a", "leader_b"),
    ("POST /coverage/{commune_a}/officers", "commune_a", "leader_b"),
    ("/coverage/{commune_a}.csv?by=competency", "commune_a", "department_24"),
    ("/api/v1/officers/{officer_a}", "officer_a", "officer_b"),
    ("/api/v1/officers/{officer_a}/standings", "officer_a", "leader_b"),
    ("/api/v1/officers/{officer_a}/evidence", "officer_a", "department_24"),
    ("/api/v1/alerts?officer={officer_a}", "officer_a", "head_a"),
]
MISSING = {"alert": "987654", "quiet": "987654", "dispute": "987654", "file": "987654", "commune": "99999"}
MISSING |= {"confirmed": "987654"}


@pytest.mark.parametrize(("address", "name", "role"), STRANGE, ids=lambda value: value)
def test_what_is_somebody_elses_looks_like_what_does_not_exist(permission_world, address, name, role):
    line = next(line for line in LINES if is_named(line).removeprefix("GET ") == address)
    known = str(permission_world.names[name])
    missing = MISSING.get(name.split("_")[0], str(uuid4()))

    permission_world.ask(role, line)  # the first page of a session may bring a cookie, whatever it shows
    found = permission_world.ask(role, line)
    unknown = permission_world.ask(role, line, **{name: missing})

    assert found.status_code == unknown.status_code == 404
    assert neutral(found, known) == neutral(unknown, missing)


def neutral(answer, key):
    """What an answer tells, without the token and without the key that was asked for."""
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))
    asked = re.compile(rf"(?<=[/ ]){re.escape(key)}\b")
    headers = sorted(name for name, _value in answer.headers)
    return answer.request.path.replace(key, "KEY"), headers, asked.sub("KEY", page)


@pytest.mark.one_engine
@pytest.mark.parametrize("line", [line for line in LINES if line.method == "GET"], ids=is_named)
def test_no_page_stays_on_a_shared_computer(permission_world, line):
    role = min(line.allowed, default="officer_b")

    kept = permission_world.ask(role, line).headers["Cache-Control"]

    files = {"courses.download_file", "assessments.download_bank_file"}
    is_for_keeping = line.is_call or line.endpoint in files
    assert "private" in kept if is_for_keeping else kept == "no-store"


@pytest.mark.one_engine
def test_a_page_that_does_not_exist_is_not_kept_either(permission_world):
    for path in ("/khong-co", "/static/khong-co.css"):
        answer = permission_world.browser("officer_a").get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_no_personal_number_is_kept_in_clear(permission_world):
    """Neither in the trail nor anywhere else: who copies the database cannot read them without DATA_KEY."""
    with permission_world.app.app_context():
        for table in Base.metadata.sorted_tables:
            kept = " ".join(str(row) for row in db.session.execute(table.select()))
            for number in permission_world.personal_ids.values():
                assert number not in kept, table.name
