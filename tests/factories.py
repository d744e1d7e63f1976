"""Makers of believable rows for tests. Each commits; call them outside of ``transaction()``.

One section for each domain, in the order of the picture: lms, people, competency, courses, assessments.
Only what matters to a case is passed; the rest is a default.
"""

from datetime import date
from itertools import count

import yaml
from itsdangerous import URLSafeTimedSerializer

from assessments.models import (
    CaseCompetency,
    CaseExercise,
    CaseVersion,
    Question,
    QuestionBank,
    Quiz,
    QuizSection,
)
from assessments.rules import parse_case, parse_gift
from competency.rules import EvidenceKind
from competency.services import NewEvidence, record_evidence, refresh_qualifications, refresh_standings
from courses.models import (
    Course,
    CourseOutcome,
    CoursePosition,
    CourseTopic,
    CourseVersion,
    Enrolment,
    Lesson,
    LessonProgress,
)
from lms import clock
from lms.collation import name_sort_word, sort_word
from lms.database import db, transaction
from lms.models import Account, AccountSession, RoleGrant
from lms.permissions import Role, ScopeKind
from lms.queries import get_system_account
from lms.secrets import encrypt, hash_word, keyed_hash, new_word
from lms.services import NewToken, create_token
from lms.text import fold, mask_personal_id, tone_position_key
from people.models import AdministrativeUnit, AreaTag, Assignment, Officer, Organisation, Position
from people.rules import (
    EmploymentKind,
    OrganisationKind,
    UnitKind,
    default_area_type,
    organisation_code,
)

_numbers = count(1)

# --- lms ------------------------------------------------------------


def make_account(role=None, scope="", *, email=None, name="Nguyễn Văn Ánh", is_active=True):
    """An account; a role is granted over ``scope``: a unit or organisation code, "" for the nation."""
    with transaction():
        account = Account(
            email=email or f"nguoi{next(_numbers)}@vidu.vn",
            display_name=name,
            created_at=clock.now(),
            is_active=is_active,
        )
        db.session.add(account)
        if role:
            account.grants.append(_grant(Role(role), scope))
    return account


def grant(account, role, scope=""):
    """One more role for an account."""
    with transaction():
        account.grants.append(_grant(Role(role), scope))


def _grant(role, scope):
    if role is Role.OFFICER:
        kind = ScopeKind.SELF
    elif not scope:
        kind = ScopeKind.NATION
    else:
        kind = ScopeKind.UNIT if scope.isdigit() else ScopeKind.ORGANISATION
    return RoleGrant(role=role.value, scope_kind=kind.value, scope_code=scope, granted_at=clock.now())


def make_token(account, scope="read", *, purpose="Lập kế hoạch bồi dưỡng", days=365):
    """The word of an API token of an account."""
    with transaction():
        _token, word = create_token(account, NewToken(scope, purpose, days), by=get_system_account())
    return word


def sign_in(client, account):
    """Sign the account in without the slow password hash; return the client."""
    word, now = new_word(), clock.now()
    account_id = account.id
    with transaction():
        opened = AccountSession(
            account_id=account_id, token_hash=hash_word(word), started_at=now, seen_at=now
        )
        db.session.add(opened)
    with client.session_transaction() as session:
        session["word"] = word
        session["_user_id"] = str(account_id)
        session["_fresh"] = True
    return client


def csrf_token(client):
    """A token that the forms of this browser carry, without asking for a page first."""
    with client.session_transaction() as session:
        secret = session.setdefault("csrf_token", "known")
    return URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token").dumps(secret)


def post(client, path, **fields):
    """Send a form as a page of ours does, with its token."""
    return client.post(path, data={"csrf_token": csrf_token(client), **fields})


# --- people ------------------------------------------------------------


def make_unit(code="19001", name="Xã Tân Hòa", *, kind=None, parent="19"):
    """A unit, found again if it is there. Two digits make a province; else the parent is made too."""
    found = db.session.get(AdministrativeUnit, code)
    if found:
        return found
    is_province = len(code) == 2
    if not is_province:
        make_unit(parent, "Tỉnh Thái Nguyên" if parent == "19" else f"Tỉnh số {parent}")
    if kind is None:
        kind = UnitKind.PROVINCE if is_province else _kind_of(name)
    area = default_area_type(kind)
    with transaction():
        unit = AdministrativeUnit(
            code=code,
            name=_short_name(name),
            full_name=name,
            full_name_en=fold(name).title(),
            kind=kind.value,
            parent_code=None if is_province else parent,
            main_area_type=area.value if area else None,
            name_key=tone_position_key(name),
            search_key=fold(name),
            sort_key=sort_word(_short_name(name)),
            area_tags=[AreaTag(area_type=area.value)] if area else [],
        )
        db.session.add(unit)
    return unit


def _kind_of(full_name):
    return {"Phường": UnitKind.WARD, "Đặc": UnitKind.SPECIAL_ZONE}.get(full_name.split()[0], UnitKind.COMMUNE)


def _short_name(full_name):
    for start in ("Tỉnh ", "Thành phố ", "Phường ", "Xã ", "Đặc khu "):
        if full_name.startswith(start):
            return full_name.removeprefix(start)
    return full_name


def make_organisation(unit=None, name="Phòng Kinh tế", *, kind=OrganisationKind.DIVISION, code=None):
    """An organisation of a unit (default 19001), found again if it is there."""
    unit = unit or make_unit()
    unit_code, key = unit.code, tone_position_key(name)
    found = db.session.query(Organisation).filter_by(unit_code=unit_code, name_key=key).one_or_none()
    if found:
        return found
    with transaction():
        organisation = Organisation(
            code=code or organisation_code(unit_code, name),
            name=name,
            name_key=key,
            kind=OrganisationKind(kind).value,
            unit_code=unit_code,
        )
        db.session.add(organisation)
    return organisation


def make_position(code="VT14", name="Chuyên viên một cửa (TTPVHCC)"):
    """A position, found again if it is there."""
    found = db.session.get(Position, code)
    if found:
        return found
    with transaction():
        position = Position(code=code, name=name, rank=int(code[2:]))
        db.session.add(position)
    return position


def make_officer(name="Trần Thị Hòa", *, unit=None, personal_id=None, account=None, **columns):
    """An officer of the unit's province without any post; with an account, linked and granted "officer"."""
    province_code = (unit or make_unit()).province_code
    personal_id = personal_id or f"019{next(_numbers):09d}"
    with transaction():
        officer = Officer(
            **{
                "province_code": province_code,
                "full_name": name,
                "search_key": fold(name),
                "sort_key": name_sort_word(name),
                "personal_id_sealed": encrypt(personal_id),
                "personal_id_hash": keyed_hash(personal_id),
                "personal_id_masked": mask_personal_id(personal_id),
                "employment_kind": EmploymentKind.CIVIL_SERVANT.value,
                "account": account,
                "created_at": clock.now(),
            }
            | columns
        )
        db.session.add(officer)
        if account is not None:
            account.grants.append(_grant(Role.OFFICER, ""))
    return officer


def make_assignment(
    officer=None,
    organisation=None,
    position="VT14",
    *,
    is_main=True,
    starts_on=date(2025, 7, 1),
    ends_on=None,
    decision_no="",
):
    """A post of an officer; everything left out is made. ``position`` is a code."""
    organisation = organisation or make_organisation()
    officer = officer or make_officer(unit=organisation.unit)
    make_position(position)
    with transaction():
        assignment = Assignment(
            officer=officer,
            organisation=organisation,
            unit_code=organisation.unit_code,
            position_code=position,
            is_main=is_main,
            starts_on=starts_on,
            ends_on=ends_on,
            decision_no=decision_no,
            recorded_at=clock.now(),
        )
        db.session.add(assignment)
    return assignment


# --- competency -----------------------------------------------------


def make_post(officer=None, position="VT14", **columns):
    """A post with its standings and alerts, as after a roster import; the officer is ``post.officer``."""
    assignment = make_assignment(officer, position=position, **columns)
    refresh(assignment.officer)
    return assignment


def make_evidence(officer, competency_code="B10", level=2, *, kind="post_test", earned_on=None, source=None):
    """Something an officer has shown (default: today), recorded with everything that follows from it."""
    new = NewEvidence(
        competency_code=competency_code,
        level=level,
        kind=EvidenceKind(kind),
        earned_on=earned_on or clock.today(),
        source=source or f"test:{next(_numbers)}",
    )
    with transaction():
        return record_evidence(officer, new, by=get_system_account())


def refresh(*officers):
    """Bring the standings of officers up to today."""
    with transaction():
        refresh_standings([officer.id for officer in officers], by=get_system_account())


def refresh_standards(*officers):
    """Bring what is asked of officers beside competencies up to today."""
    with transaction():
        refresh_qualifications([officer.id for officer in officers], by=get_system_account())


# --- courses ------------------------------------------------------------


def make_institution(code="TCT19", name="Trường Chính trị tỉnh Thái Nguyên"):
    """The institution that owns courses, of province 19; found again if it is there."""
    return make_organisation(
        make_unit("19", "Tỉnh Thái Nguyên"), name, kind=OrganisationKind.INSTITUTION, code=code
    )


def make_learner(position="VT14", *, name="Trần Thị Hòa"):
    """An officer with an account and a post of this position; the account is ``officer.account``."""
    officer = make_officer(name, account=make_account(name=name))
    make_assignment(officer, position=position)
    return officer


def make_course(
    code="KH90",
    title="Kỹ năng số ở cấp xã",
    *,
    owner=None,
    state="published",
    positions=None,
    outcomes=(("B10", 2),),
    topics=(),
    lessons=2,
    minutes=10,
    least_seconds=60,
    has_post_test=False,
    **columns,
):
    """A course for all positions, with one version of so many lessons; ``state`` "announced": an outline."""
    owner = owner or make_institution()
    is_announced = state == "announced"
    with transaction():
        course = Course(
            **{
                "code": code,
                "owner": owner,
                "title": title,
                "summary": "Khóa học ngắn cho cán bộ, công chức cấp xã.",
                "content_group": 5,
                "periods": 8,
                "is_announced": is_announced,
                "for_all_positions": positions is None,
                "search_key": fold(f"{code} {title}"),
                "sort_key": sort_word(title),
                "outline": ["Bài dự kiến"] if is_announced else [],
                "positions": [CoursePosition(position_code=position) for position in positions or ()],
                "topics": [CourseTopic(topic=topic) for topic in topics],
                "outcomes": [
                    CourseOutcome(competency_code=competency, level=level, rank=rank)
                    for rank, (competency, level) in enumerate(outcomes, start=1)
                ],
            }
            | columns
        )
        version = CourseVersion(
            course=course,
            number=1,
            state="draft" if is_announced else state,
            content_hash="0" * 64,
            created_at=clock.now(),
            published_at=None if is_announced else clock.now(),
            has_post_test=has_post_test,
        )
        numbers = range(1, (0 if is_announced else lessons) + 1)
        version.lessons = [make_lesson_row(number, minutes, least_seconds) for number in numbers]
        db.session.add(course)
    return course


def make_lesson_row(number, minutes=10, least_seconds=60):
    """A lesson of text, not stored yet."""
    return Lesson(
        number=number,
        slug=f"bai-{number}",
        title=f"Bài {number}: Mở đầu",
        kind="text",
        minutes=minutes,
        least_seconds=least_seconds,
        markdown="Nội dung.",
        html="<p>Nội dung.</p>",
    )


def make_enrolment(officer, course, *, finished=0):
    """An enrolment in the published version, with the first so many lessons finished."""
    with transaction():
        version = next(version for version in course.versions if version.state == "published")
        enrolment = Enrolment(officer=officer, course=course, version=version, started_at=clock.now())
        enrolment.progress = [
            LessonProgress(lesson=lesson, opened_at=clock.now(), finished_at=clock.now())
            for lesson in version.lessons[:finished]
        ]
        db.session.add(enrolment)
    return enrolment


# --- assessments --------------------------------------------------------

SOUND_CASE = """
id: TH90
ten: Phiếu hẹn bị thất lạc
vai: Chuyên viên một cửa
dia_ban: [do_thi]
thoi_luong_phut: 20
tinh_huong: Bà Hòa đến nhận kết quả nhưng phiếu hẹn đã thất lạc.
bat_dau: n1
nut:
  n1:
    hoi: Anh/chị làm gì trước?
    lua_chon:
      a: {noi_dung: Tra cứu ngay, diem: {A3: 3, B3: 3}, he_qua: Bà Hòa yên tâm., toi: n2,
          vi_sao: Dân khỏi đợi.}
      b: {noi_dung: Mời bà viết đơn trình bày, diem: {A3: 1, B3: 2}, he_qua: Bà Hòa về nhà viết đơn., toi: n2}
      c:
        noi_dung: Bảo bà hôm khác quay lại
        diem: {A3: 0, B3: 0}
        nghiem_trong: true
        he_qua: Bà Hòa khóc.
        toi: ket
  n2:
    hoi: Sau đó anh/chị làm gì?
    lua_chon:
      a: {noi_dung: Ghi sổ, diem: {A5: 3}, he_qua: Việc được nhớ., toi: ket}
      b: {noi_dung: Kể lại cho đồng nghiệp nghe, diem: {A5: 1}, he_qua: Việc bị quên., toi: ket}
      c: {noi_dung: Không làm gì thêm nữa, diem: {A5: 0}, he_qua: Việc lặp lại., toi: ket}
ket_luan: Xin lỗi **trước**, tìm lỗi sau.
can_cu: [Nghị định 118/2025/NĐ-CP]
"""

SOUND_GIFT = """
$CATEGORY: B10

::C1:: Khóa máy khi nào? {=Khi rời bàn#Đúng. ~Khi về nhà#Muộn. ~Không cần}
::C2:: Mật khẩu chung là an toàn. {F####Mỗi người một mật khẩu.}
::C3:: Có bao nhiêu chữ số trong số định danh? {#12:0}
::C4:: Xếp theo thứ tự. {>
  Thu hồi
  Báo cáo
  Khắc phục
}
"""


def make_case(text=SOUND_CASE, *, owner=None, **keys):
    """A case published as it is written; ``keys`` replace some of the document."""
    document = {**yaml.safe_load(text), **keys}
    graph, findings = parse_case(document)
    assert graph, findings
    owner, now = owner or make_institution(), clock.now()
    with transaction():
        version = CaseVersion(
            number=1,
            state="published",
            document=document,
            content_hash=hash_word(repr(document)),  # graphs are kept by it
            minutes=graph.minutes,
            created_at=now,
            published_at=now,
            competencies=[
                CaseCompetency(competency_code=code, level=graph.level_of(code))
                for code in graph.competencies
            ],
        )
        case = CaseExercise(
            code=graph.code,
            owner=owner,
            title=graph.title,
            search_key=fold(f"{graph.code} {graph.title}"),
            versions=[version],
        )
        db.session.add(case)
    return case


def make_quiz(course=None, text=SOUND_GIFT, *, draw_count=None, **columns):
    """The post-test of a course, with one section that draws from all questions (by default all of them)."""
    course = course or make_course(has_post_test=True)
    parsed, errors = parse_gift(text)
    assert not errors, errors
    with transaction():
        questions = [
            Question(
                key=source.title,
                version=1,
                kind=source.kind.value,
                competency_code=source.category or None,
                payload=source.payload,
                content_hash="0" * 64,
            )
            for source in parsed
        ]
        bank = QuestionBank(
            code=course.code, title=course.title, owner_id=course.owner_id, questions=questions
        )
        db.session.add(bank)
        db.session.flush()
        version = next(version for version in course.versions if version.state == "published")
        quiz = Quiz(
            **{
                "code": course.code,
                "title": course.title,
                "course_version": version,
                "minutes": 20,
                "attempts_limit": 3,
                "days_between": 1,
                "pass_percent": 70,
                "sections": [QuizSection(number=1, bank_id=bank.id, draw_count=draw_count or len(parsed))],
            }
            | columns
        )
        db.session.add(quiz)
    return quiz
