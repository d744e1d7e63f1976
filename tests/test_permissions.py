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
    "level": 2,
    "made_on": "2026-01-15",
    "token": "7f0c1a52-9a0e-4bd7-9c3e-0a5f3a3d2c11",
}
PURPOSE = {"purpose": "plan", "words": f"Lập kế hoạch bồi dưỡng {TYPED}"}
CHOICE = {"node": "{node_a}", "option": "{option_a}"}

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
    # the team
    page("reports.show_team", "/team", WATCHERS, lack=EVERYBODY),
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
    # tests and cases
    page("assessments.show_quiz", "/quizzes/KH90", EVERYBODY),
    page("assessments.show_quiz", "/quizzes/KH91", NOBODY),
    form("assessments.start_quiz", "/quizzes/KH90/attempts", OFFICERS, lack=EVERYBODY),
    page("assessments.list_cases", "/cases", EVERYBODY),
    page("assessments.show_case", "/cases/TH90", EVERYBODY),
    form("assessments.start_case", "/cases/TH90/attempts", OFFICERS, lack=EVERYBODY),
    # attempts of officer A; what somebody answers is read by that person alone
    page("assessments.show_attempt", "/attempts/{quiz_result_a}", {"officer_a"}),
    page("assessments.show_attempt", "/attempts/{case_result_a}", {"officer_a"}),
    page("assessments.show_attempt", "/attempts/{quiz_a}", {"officer_a"}),
    form("assessments.save_answers", "/attempts/{quiz_a}/answers", {"officer_a"}),
    form("assessments.submit_quiz", "/attempts/{quiz_a}/submission", {"officer_a"}),
    form("assessments.choose_option", "/attempts/{case_a}/choices", {"officer_a"}, CHOICE),
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
        through = {line.status} if line.status else GOT_THROUGH
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
    ("/attempts/{quiz_result_a}", "quiz_result_a", "officer_b"),
    ("/attempts/{quiz_a}", "quiz_a", "leader_a"),
    ("/attempts/{case_result_a}", "case_result_a", "department_19"),
    ("POST /attempts/{quiz_a}/answers", "quiz_a", "officer_b"),
    ("POST /attempts/{quiz_a}/submission", "quiz_a", "officer_b"),
    ("POST /attempts/{case_a}/choices", "case_a", "officer_b"),
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


@pytest.mark.parametrize(("address", "name", "role"), STRANGE, ids=lambda value: value)
def test_what_is_somebody_elses_looks_like_what_does_not_exist(permission_world, address, name, role):
    line = next(line for line in LINES if is_named(line).removeprefix("GET ") == address)
    known = str(permission_world.names[name])
    missing = MISSING.get(name.split("_")[0], str(uuid4()))

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

    is_for_keeping = line.is_call or line.endpoint == "courses.download_file"
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
