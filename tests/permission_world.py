"""The world of the permission table: who there is, and one of everything that belongs to officer A and to B.

Officer A serves in commune A and officer B in commune B, both of province 19. What is said of them
carries a word that nobody else's page may show.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import yaml
from factories import (
    SOUND_CASE,
    csrf_token,
    make_account,
    make_assignment,
    make_case,
    make_course,
    make_enrolment,
    make_evidence,
    make_institution,
    make_officer,
    make_organisation,
    make_quiz,
    make_token,
    refresh,
    sign_in,
)
from scans import png
from sqlalchemy import select
from word_files import hostile_course

from assessments.models import CaseExercise, OpenTask, Question, Quiz, Script
from assessments.queries import find_open_task_version, find_open_version
from assessments.rules import QuestionDraft, QuestionKind, content_id
from assessments.rules.marking import Criterion, Outcome, RubricContent, TaskKind
from assessments.schemas.answers import node_token, option_tokens
from assessments.services import (
    Mark,
    TaskText,
    Typed,
    choose_option,
    claim_script,
    create_bank,
    create_rubric,
    create_task,
    import_case_draft,
    open_panel,
    publish_task_version,
    release_scripts,
    save_marks,
    save_picture,
    save_question,
    save_rubric,
    save_task,
    start_case,
    start_quiz,
    start_script,
    submit_marks,
    submit_quiz,
    submit_script,
    submit_task,
)
from assessments.services.case_imports import dump_case
from assessments.services.question_uploads import hand_in_questions
from competency.models import (
    Alert,
    Digest,
    DigestWeek,
    PolicyTarget,
    ReportingPeriod,
    SnapshotDay,
    TargetPopulation,
)
from competency.rules.periods import quarter_of, span_of
from competency.rules.targets import Service
from competency.services import (
    Certificate,
    FrameworkText,
    OverlayLine,
    OverlayText,
    PopulationText,
    Totals,
    WorkProduct,
    ask_preview,
    close_period,
    confirm_work_product,
    correct_period,
    correct_totals,
    count_preview,
    dispute_alert,
    draft_framework,
    draft_overlay,
    edit_population,
    enter_totals,
    hand_in_certificate,
)
from competency.services.framework_files import read_folder
from competency.services.initialise import REFERENCE
from courses.models import Course, LessonFile
from courses.services import (
    DocumentText,
    add_comment,
    add_document,
    approve_version,
    hand_in_word,
    note_mentions,
)
from lms import clock
from lms.alarms import raise_alarm
from lms.database import db, transaction
from lms.files import storage
from lms.models import Account, Job
from lms.queries import get_system_account
from lms.scans import read_scan
from lms.services import issue_link
from lms.work import run_work
from people.models import AdministrativeUnit, Officer
from people.services import rosters
from planning.models import NeedLine
from planning.rules import GapChoice, Place
from planning.services import open_proposal, submit_proposal, take_gaps
from reports.queries.documents import get_document_to_build
from reports.rules.documents import DocumentKind
from reports.services import issue_document, issue_learning_sheet, keep_signed_copy
from reports.tasks import build_document

ROLES = (
    "officer_a",
    "officer_b",
    "leader_a",
    "leader_b",
    "head_a",
    "observer_a",
    "observer_b",
    "department_19",
    "department_24",
    "ministry",
    "editor",
    "other_editor",
    "reviewer",
    "assessor",
    "admin",
    "nothing",
)
"""Leaders and observers of a commune; the head of an organisation of commune A in which officer A does not
serve; editors of two institutions; and an account without any role."""

WHO_KNOW = {
    "a": {"officer_a", "leader_a", "observer_a", "department_19"},
    "b": {"officer_b", "leader_b", "observer_b", "department_19"},
}
"""Who may know that the officer exists."""

SECRETS = {"a": "Bimatcuaa", "b": "Bimatcuab"}

SCRIPT = "\"'><script>alert(1)</script>{{7*7}}"
"""Stands in every text that people and authors write; no page may pass it on as it is."""

QUESTIONS = """
$CATEGORY: B10

::C1:: [html]<p>Khóa khi nào?</p><script>alert(1)</script> {=Khi rời bàn <script>alert(1)</script> ~Khi về}
::C2:: [markdown]<script>alert(1)</script> [xem](javascript:alert(1)) {F####<script>alert(1)</script>}
"""


@dataclass
class PermissionWorld:
    """Accounts by role (their ids), and what the addresses of the list name."""

    app: object
    accounts: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    personal_ids: dict = field(default_factory=dict)
    browsers: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)

    def browser(self, role):
        """The browser of a role, signed in; "nobody" is signed out."""
        if role not in self.browsers:
            self.browsers[role] = self.app.test_client()
            if role != "nobody":
                with self.app.app_context():
                    sign_in(self.browsers[role], db.session.get(Account, self.accounts[role]))
        return self.browsers[role]

    def ask(self, role, line, **names):
        """Ask for a line's address as a role, with the token of the role's browser if it is a form."""
        path = line.path.format(**self.names | names)
        if line.is_call:
            return self.call(role, line, path)
        browser = self.browser(role)
        if line.method == "GET":
            return browser.get(path, buffered=True)
        fields = {name: str(value).format(**self.names) for name, value in line.form}
        answer = browser.post(path, data={"csrf_token": csrf_token(browser), **fields})
        if line.ends_session:
            del self.browsers[role]
        return answer

    def call(self, role, line, path):
        """Call the API as a role, with its token and without any cookie."""
        client, headers = self.app.test_client(), {}
        if role != "nobody":
            if role not in self.tokens:
                with self.app.app_context():
                    account = db.session.get(Account, self.accounts[role])
                    self.tokens[role] = make_token(account, "write")
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        if line.method == "GET":
            return client.get(path, headers=headers, buffered=True)
        body = {
            name: value.format(**self.names) if isinstance(value, str) else value for name, value in line.form
        }
        return client.post(path, json=body, headers=headers)


def make_permission_world(app):
    """Fill an initialised database."""
    world = PermissionWorld(app)
    with app.app_context():
        communes = db.session.scalars(
            select(AdministrativeUnit.code)
            .where(AdministrativeUnit.parent_code == "19")
            .order_by(AdministrativeUnit.code)
            .limit(2)
        ).all()
        world.names.update(zip(("commune_a", "commune_b"), communes, strict=True))
        _make_staff(world)
        _make_content(world)
        for letter in ("a", "b"):
            _make_officer(world, letter)
            _propose(world, letter)
        _make_versions(world)
        _make_targets(world)
        _make_roster(world)
        db.session.remove()
    return world


def _propose(world, letter):
    """A draft of training needs for 2030, and one for 2031 that was handed in."""
    leader = db.session.get(Account, world.accounts[f"leader_{letter}"])
    place = Place(world.names[f"commune_{letter}"])
    for period, name in (("2030", "draft"), ("2031", "needs")):
        with transaction():
            proposal = open_proposal(place, period, by=leader)
            take_gaps(proposal, GapChoice.ALL, competency_code="B10", by=leader)
            line = db.session.scalars(select(NeedLine).filter_by(proposal_id=proposal.id)).one()
            line.content = line.note = f"Lớp {SECRETS[letter]} {SCRIPT}"
            line.content_key = f"lop {letter}"
            if name == "needs":
                line.content = f"Lớp {SCRIPT}"
                submit_proposal(proposal, by=leader)
            world.names[f"{name}_{letter}"] = proposal.public_id


def _make_versions(world):
    """A draft of the next framework, counted; and a draft of what province 19 asks on top."""
    system = get_system_account()
    contents = read_folder(REFERENCE)
    old, new = b"VT14,B10,3", b"VT14,B10,4"
    contents["position_requirements.csv"] = contents["position_requirements.csv"].replace(old, new)
    said = FrameworkText("KNL-XA", f"Khung {SCRIPT}", SCRIPT, "", f"Quyết định {SCRIPT}", clock.today())
    with transaction():
        draft = draft_framework(contents, said, by=system)
        preview_id = ask_preview(draft, by=system).id
    for _step in range(2):
        with transaction():
            count_preview(preview_id, by=system)
    with transaction():
        text = OverlayText(f"Quyết định {SCRIPT}", clock.today())
        lines = [OverlayLine("VT14", "B10", 4)]
        overlay = draft_overlay(_unit("19"), text, lines, by=system)
        world.names |= {"impact": preview_id, "overlay": overlay.id}


def _make_targets(world):
    """Totals with a correction, a population with words, a quarter closed and corrected: of province 19."""
    by = db.session.get(Account, world.accounts["department_19"])
    today = clock.today()
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    totals = Totals(today, 1, 2, f"Báo cáo {SCRIPT}")
    with transaction():
        entry = enter_totals(db.session.get(PolicyTarget, "TN-d2"), _unit("19"), totals, by=by)
        world.names["entry"] = correct_totals(entry, totals, f"Nhập nhầm {SCRIPT}", by=by).id
        everybody = db.session.get(TargetPopulation, "TN_ALL")
        people = PopulationText(f"Cán bộ {SCRIPT}", SCRIPT, True, False, [], [], [], [], True, Service.HELD)
        edit_population(everybody, people, owner="19", by=by)
        now, last = clock.now(), first - timedelta(days=1)
        db.session.add(SnapshotDay(day=last, state="frozen", has_detail=True, taken_at=now, frozen_at=now))
        period = db.session.scalars(
            select(ReportingPeriod).filter_by(province_code="19", ends_on=last)
        ).first()
        close_period(period, by=by)
        correct_period(period, f"Nộp muộn {SCRIPT}", by=by)
        world.names["closed"] = period.code
        world.names["running"] = f"{today.year}-Q{(today.month - 1) // 3 + 1}"


def _make_roster(world):
    """A roster of province 19 that waits for its review: a new person, a faulty row, an unknown commune."""
    by = db.session.get(Account, world.accounts["department_19"])
    head = "personal_id,full_name,unit_code,unit_name,organisation,position_code,starts_on"
    commune, typed = world.names["commune_a"], SCRIPT.replace('"', '""')
    rows = (
        f'019000000101,"Tống {typed}",{commune},,"Phòng {typed}",VT14,01/07/2025',
        f'019000000102,"Sầm {typed}",{commune},,Phòng Kinh tế,VT14,31/02/2026',
        f'019000000103,Lục Văn Ba,,"Xã cũ {typed}",Phòng Kinh tế,VT14,01/07/2025',
    )
    content = BytesIO("\n".join((head, *rows)).encode())
    with transaction():
        file = rosters.HandedIn(f"{SCRIPT}.csv", content)
        upload, job = rosters.hand_in_roster(file, _unit("19"), by=by)
        world.names["roster"], job_id = upload.public_id, job.id
    run_work(job_id)


def _make_staff(world):
    codes = world.names
    make_institution()
    make_institution("TCT24", "Trường Chính trị tỉnh Bắc Ninh")
    room = codes["room_a"] = make_organisation(_unit(codes["commune_a"]), "Phòng Kinh tế").code
    staff = {
        "leader_a": ("leader", codes["commune_a"]),
        "leader_b": ("leader", codes["commune_b"]),
        "head_a": ("leader", room),
        "observer_a": ("observer", codes["commune_a"]),
        "observer_b": ("observer", codes["commune_b"]),
        "department_19": ("department", "19"),
        "department_24": ("department", "24"),
        "ministry": ("ministry", ""),
        "editor": ("editor", "TCT19"),
        "other_editor": ("editor", "TCT24"),
        "reviewer": ("reviewer", "TCT19"),
        "assessor": ("assessor", "TCT19"),
        "admin": ("admin", ""),
        "nothing": (None, ""),
    }
    for name, (role, scope) in staff.items():
        world.accounts[name] = make_account(role, scope, name=f"Tài khoản {name} {SCRIPT}").id


def _make_content(world):
    """A published course with file and test, one that is still written, a case, a one-time link."""
    for code, state in (("KH90", "published"), ("KH91", "draft")):
        make_course(code, f"Khóa {code} {SCRIPT}", state=state, has_post_test=True, summary=SCRIPT)
        world.names[f"file_{code}"] = _make_file(code)
    quiz = make_quiz(_course("KH90"), QUESTIONS, minutes=240, days_between=0)
    bank_id = quiz.sections[0].bank_id
    world.names["asked"] = db.session.scalars(select(Question.id).where(Question.bank_id == bank_id)).first()
    _make_bank(world)
    _make_word(world)
    _make_case_draft(world)
    _make_review(world)
    make_case(ten=f"Phiếu hẹn {SCRIPT}", tinh_huong=SCRIPT, ket_luan=SCRIPT, can_cu=[SCRIPT])
    _make_tasks(world)
    with transaction():
        account = db.session.get(Account, world.accounts["nothing"])
        world.names["link"] = issue_link(account, by=get_system_account())
        world.names["alarm"] = raise_alarm("self-check", SCRIPT, by=get_system_account()).id
        world.names["job"] = _make_job().public_id


def _make_case_draft(world):
    """A case that is being written, in which every text is a script, and experts who are asked about it."""
    document = yaml.safe_load(SOUND_CASE) | {"id": "TH91", "ten": f"Nháp {SCRIPT}", "vai": SCRIPT}
    document |= {"tinh_huong": SCRIPT, "ket_luan": f"[xem](javascript:alert(1)) {SCRIPT}", "can_cu": [SCRIPT]}
    for node in document["nut"].values():
        node["hoi"] = f"Làm gì? {SCRIPT}"
    with transaction():
        editor = db.session.get(Account, world.accounts["editor"])
        version = import_case_draft(dump_case(document).encode(), make_institution(), seen=None, by=editor)
        experts = [world.accounts["assessor"], world.accounts["reviewer"]]
        world.names["panel"] = open_panel(version, experts, seen=version.revision, by=editor).public_id


def _make_review(world):
    """A course that is being written, with a comment on it and a legal document that its lesson names."""
    course = make_course("KH92", f"Bản nháp {SCRIPT}", state="draft", summary=SCRIPT)
    with transaction():
        editor = db.session.get(Account, world.accounts["editor"])
        version = db.session.get(Course, course.id).versions[0]
        world.names["review"], world.names["lesson"] = version.subject, version.lessons[0].subject
        note_mentions(version.lessons[0].subject, "Theo Nghị định 124/2020/NĐ-CP")
        said = DocumentText("124/2020/NĐ-CP", f"Nghị định {SCRIPT}")
        world.names["legal_document"] = add_document(said, by=editor).public_id
        comment = add_comment(version, "lesson:bai-1", f"Nêu rõ thời hạn {SCRIPT}", by=editor)
        world.names["comment"] = comment.public_id


def _make_tasks(world):
    """A rubric, three tasks after the case that officers write on, and one that is being written."""
    said = f"Nhìn lại {SCRIPT}"
    editor, reviewer = (db.session.get(Account, world.accounts[name]) for name in ("editor", "reviewer"))
    with transaction():
        rubric = create_rubric(make_institution(), code="TC90", title=said, by=editor)
        content = RubricContent((f"Chưa {SCRIPT}", "Đạt"), (Criterion(said, (said, f"Rõ {SCRIPT}")),))
        version = save_rubric(rubric, content, seen="", by=editor)
        for code in ("SN90", "SN91", "SN92", "SN93"):
            task = create_task(_case(), kind=TaskKind.REFLECTION, code=code, title=said, by=editor)
            draft = find_open_task_version(task)
            prompt, shows = f"{SCRIPT} [xem](javascript:alert(1))", (Outcome(50, 1, 2),)
            text = TaskText(prompt, 1, 90, version, "A3", shows)
            save_task(draft, text, seen=draft.revision, by=editor)
            if code == "SN93":
                continue
            submit_task(draft, by=editor)
            approve_version(draft, seen=draft.revision, by=reviewer)
            publish_task_version(draft, by=reviewer)


def _write_scripts(world, letter, by):
    """A text under way, one that is being marked, one that waits for its release, one that was released."""
    marker, lead = (db.session.get(Account, world.accounts[name]) for name in ("assessor", "reviewer"))
    tasks = {task.code: task for task in db.session.scalars(select(OpenTask))}
    with transaction():
        world.names[f"writing_{letter}"] = start_script(tasks["SN90"], by=by).public_id
        for name, code in (("claimed", "SN91"), ("released", "SN92")):
            script = start_script(tasks[code], by=by)
            submit_script(script, Typed(f"Bài viết {SCRIPT}", script.revision), by=by)
            db.session.flush()
            table = Script.__table__
            db.session.execute(table.update().where(table.c.id == script.id).values(is_drawn=False))
            db.session.refresh(script)
            marking = claim_script(script, by=marker)
            save_marks(marking, {0: Mark(1, f"Tốt {SCRIPT}")}, by=marker)
            if name == "released":
                submit_marks(marking, {}, by=marker)
                release_scripts([script], by=lead)
            world.names[f"{name}_script_{letter}"] = script.public_id
            world.names[f"{name}_word_{letter}"] = script.word
            world.names[f"{name}_marking_{letter}"] = marking.id


def _make_word(world):
    """A Word document for the draft in which every text is a script, with a picture."""
    content = hostile_course(SCRIPT)
    with transaction():
        editor = db.session.get(Account, world.accounts["editor"])
        version = _course("KH91").versions[0]
        handed_in, _ = hand_in_word(version, f"{SCRIPT}.docx", BytesIO(content), by=editor)
        world.names["word"] = handed_in.public_id
        world.names["word_picture"] = handed_in.plan["pictures"]["0"]["name"]


def _make_bank(world):
    """A bank that is being written, with a question in which every text is a script, and a picture."""
    options = [
        {"id": content_id(text), "text": text, "weight": weight, "feedback": SCRIPT}
        for text, weight in ((f"Có {SCRIPT}", "100"), (f"Không {SCRIPT}", "0"))
    ]
    with transaction():
        editor = db.session.get(Account, world.accounts["editor"])
        bank = create_bank(make_institution(), code="NH90", title=f"Ngân hàng {SCRIPT}", by=editor)
        name = save_picture(bank, BytesIO(png()), by=editor).name
        payload = {
            "text": f"{SCRIPT} ![Sơ đồ]({name}) [xem](javascript:alert(1))",
            "format": "markdown",
            "options": options,
            "feedback": SCRIPT,
        }
        draft = QuestionDraft(
            "C01", QuestionKind.SINGLE, payload, "B10", 2, ("thẻ <script>alert(1)</script>",)
        )
        question = save_question(find_open_version(bank), draft, seen=None, by=editor)
        world.names["question"], world.names["bank_file"] = question.id, name
        file = BytesIO(f"::{SCRIPT}::{SCRIPT.replace('=', '')} {{=a ~b}}\n\n{SCRIPT}".encode())
        upload = hand_in_questions(bank, f"{SCRIPT}.gift", file, by=editor)
        world.names["question_file"] = upload.public_id


def _make_job():
    """Long work that has failed, in words that somebody typed."""
    now = clock.now()
    job = Job(
        kind="roster-check",
        subject="1",
        account_id=get_system_account().id,
        state="failed",
        error=SCRIPT,
        created_at=now,
        heartbeat_at=now,
        finished_at=now,
    )
    db.session.add(job)
    db.session.flush()
    return job


def _make_file(course_code):
    with transaction():
        version = _course(course_code).versions[0]
        lesson, state, version.state = version.lessons[0], version.state, "draft"
        db.session.flush()  # to what is published nothing can be added
        file = LessonFile(
            lesson_id=lesson.id,
            name="mau-don.pdf",
            role="download",
            media_type="application/pdf",
            storage_key=storage().save(BytesIO(b"%PDF-1.4"), suffix=".pdf"),
            size_bytes=8,
        )
        db.session.add(file)
        db.session.flush()
        version.state = state
    return file.id


def _make_officer(world, letter):
    """An officer with everything that can be about one: gaps, evidence, a dispute, attempts."""
    secret, role = SECRETS[letter], f"officer_{letter}"
    account = make_account(name=f"Tài khoản {role} {SCRIPT}")
    world.accounts[role] = account.id
    world.personal_ids[letter] = f"01900000000{1 if letter == 'a' else 2}"
    officer = make_officer(
        f"Lò Thị {secret} {SCRIPT}",
        unit=_unit(world.names[f"commune_{letter}"]),
        account=account,
        personal_id=world.personal_ids[letter],
        email=f"{secret.lower()}@vidu.vn",
    )
    organisation = make_organisation(_unit(world.names[f"commune_{letter}"]), f"Trung tâm {SCRIPT}")
    make_assignment(officer, organisation, decision_no=f"{secret}/QĐ")
    refresh(officer)
    world.names[f"evidence_{letter}"] = make_evidence(officer, "B1", 2, kind="work_product").id
    world.names[role] = officer.public_id
    _claim(world, letter, officer.public_id)
    _dispute(world, letter, officer.id)
    _tell(world, letter)
    _work(world, letter, officer.public_id)
    _paper(world, letter)


def _claim(world, letter, public_id):
    """A certificate that waits, and a work product that the leader confirmed."""
    officer = _officer(public_id)
    paper = Certificate(
        f"Chứng chỉ {SECRETS[letter]} {SCRIPT}", SCRIPT, SCRIPT, clock.today(), "B3", 2, str(uuid4())
    )
    made = WorkProduct(
        "B2", 2, f"Kế hoạch số hóa hồ sơ {SCRIPT}", f"12/KH {SCRIPT}", clock.today(), str(uuid4())
    )
    leader = db.session.get(Account, world.accounts[f"leader_{letter}"])
    with transaction():
        claim = hand_in_certificate(officer, paper, read_scan(BytesIO(png())), by=officer.account)
        world.names[f"claim_{letter}"] = claim.public_id
        world.names[f"confirmed_{letter}"] = confirm_work_product(officer, made, by=leader).id


def _dispute(world, letter, officer_id):
    """Two alerts to work with, and one that is disputed already."""
    alerts = db.session.scalars(
        select(Alert).where(Alert.officer_id == officer_id, Alert.state == "open").order_by(Alert.id)
    ).all()
    seen, quiet, disputed = alerts[:3]
    world.names[f"alert_{letter}"] = seen.id
    world.names[f"quiet_alert_{letter}"] = quiet.id
    world.names[f"dispute_{letter}"] = disputed.id
    with transaction():
        by = db.session.get(Account, world.accounts[f"officer_{letter}"])
        dispute_alert(disputed, f"Tôi đã học rồi {SECRETS[letter]} {SCRIPT}", by=by)


def _tell(world, letter):
    """A message to the officer that failed."""
    with transaction():
        day, now = clock.today(), clock.now()
        db.session.merge(DigestWeek(week="2000-W01", day=day, begun_at=now))
        db.session.flush()
        digest = Digest(
            public_id=uuid4(),
            account_id=world.accounts[f"officer_{letter}"],
            province_code="19",
            week="2000-W01",
            day=day,
            state="failed",
            address_masked="•••@vidu.vn",
            error=f"SMTP 550 {SCRIPT}",
            planned_at=now,
            ended_at=now,
        )
        db.session.add(digest)
        world.names[f"digest_{letter}"] = digest.public_id


def _paper(world, letter):
    """A report of the commune, and the officer's learning sheet, which came back signed."""
    leader_id, officer_id = world.accounts[f"leader_{letter}"], world.accounts[f"officer_{letter}"]
    today = clock.today()
    span = span_of(f"{today.year}-Q{quarter_of(today)}")
    with transaction():
        unit = _unit(world.names[f"commune_{letter}"])
        kind = DocumentKind.QUARTER_REPORT
        report = issue_document(kind, unit, span.code, by=db.session.get(Account, leader_id))
        world.names |= {f"paper_{letter}": report.public_id, f"code_{letter}": report.code}
    with transaction():
        officer = _officer(world.names[f"officer_{letter}"])
        sheet = issue_learning_sheet(officer, span, by=db.session.get(Account, officer_id))
        world.names[f"sheet_{letter}"] = sheet.public_id
    for name in ("paper", "sheet"):
        build_document(str(world.names[f"{name}_{letter}"]), get_system_account(), lambda *_: None)
    with transaction():
        sheet = get_document_to_build(world.names[f"sheet_{letter}"])
        signed = keep_signed_copy(sheet, read_scan(BytesIO(png())), by=db.session.get(Account, leader_id))
        db.session.flush()
        world.names[f"signed_{letter}"] = signed.id


def _work(world, letter, public_id):
    """A quiz and a case: a finished attempt at each, and one under way."""
    by = db.session.get(Account, world.accounts[f"officer_{letter}"])
    make_enrolment(_officer(public_id), _course("KH90"))
    with transaction():
        handed_in = submit_quiz(start_quiz(_quiz(), by=by), {}, by=by)
        decided = start_case(_case(), by=by)
        for node in ("n1", "n2"):
            choose_option(decided, node, "a", by=by)
        quiz, case = start_quiz(_quiz(), by=by), start_case(_case(), by=by)
        nodes = case.version.graph.nodes
        world.names |= {
            f"quiz_result_{letter}": handed_in.public_id,
            f"case_result_{letter}": decided.public_id,
            f"quiz_{letter}": quiz.public_id,
            f"case_{letter}": case.public_id,
            f"node_{letter}": node_token(case.version.graph, case.seed, case.node),
            f"option_{letter}": next(iter(option_tokens(nodes[case.node], case.seed))),
        }
    _write_scripts(world, letter, by)


def _unit(code):
    return db.session.get(AdministrativeUnit, code)


def _course(code):
    return db.session.scalars(select(Course).filter_by(code=code)).one()


def _officer(public_id):
    return db.session.scalars(select(Officer).filter_by(public_id=public_id)).one()


def _quiz():
    return db.session.scalars(select(Quiz)).one()


def _case():
    return db.session.scalars(select(CaseExercise).filter_by(code="TH90")).one()
