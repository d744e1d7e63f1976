"""One run: fill, serve, measure every line of DESIGN 7, in an order in which nothing spoils what follows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter

from flask import Flask

import app as application
from bench import people
from bench.answers import BenchStopped
from bench.browsers import Browser, InProcess, OverHttp, http_browser
from bench.bulk import (
    Contents,
    command_rows,
    count_contents,
    database_rows,
    equality_rows,
    export_rows,
    rebuild_rows,
    roster_rows,
)
from bench.learning import take_quiz, work_case
from bench.pace import measure_pace
from bench.pages import (
    Learnt,
    Page,
    Sizes,
    inside_rows,
    learn,
    learning_rows,
    load_row,
    outside_rows,
    sign_in,
    submit_rows,
    visit,
)
from bench.people import Person, Place
from bench.processes import Server, web_server
from bench.rows import Budget, Row, failed_row, row_of
from bench.setting import PASSWORD, Setting
from bench.visits import visit_rows
from lms.config import load_settings
from lms.database import db
from lms.serving import save_memory

FEWEST_OFFICERS = 4

Tell = Callable[[str], None]
Part = Callable[[], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: readers look at their pages, learners take tests, and the others look at figures."""

    readers: Sequence[Person]
    learners: Sequence[Person]
    leader: Person
    department: Person
    ministry: Person
    commune: Place
    province: Place


OWN_PAGES = (
    Page("me", "/me", "/me", {"statements": 12, "cpu": 6, "p95": 25, "rate": 250}),
    Page("home", "Trang đầu", "/", {"statements": 12, "cpu": 6, "p95": 25, "rate": 250}),
)


NARROWED = (
    ("competency", "theo năng lực", "by=competency"),
    ("employment", "lọc công chức", "employment_kind=civil_servant"),
    ("organisation", "lọc phòng chuyên môn, theo trụ cột", "by=pillar&organisation_kind=division"),
    (
        "several",
        "lọc công chức, nông thôn, một trụ cột, theo vị trí",
        "by=position&employment_kind=civil_servant&area_type=nong_thon&pillar=B",
    ),
)
"""The cuts and filters of the coverage that cost most: key, name, and what is asked."""


def figure_pages(cast: Cast) -> tuple[Page, ...]:
    """Return the pages of leaders, the Department and the ministry."""
    commune, province = cast.commune, cast.province
    matrix = f"Ma trận xã, {commune.officers} cán bộ"
    live = f"Độ phủ tỉnh tính ngay, {province.officers} cán bộ"
    return (
        Page("matrix", matrix, "/team", {"cpu": 30, "p95": 100}, is_rare=True),
        Page("province", live, f"/coverage/{province.code}", {"p95": 200}, is_rare=True),
        *(
            Page(
                f"province.{key}",
                f"{live}, {name}",
                f"/coverage/{province.code}?{query}",
                {"p95": 200},
                is_rare=True,
            )
            for key, name, query in NARROWED
        ),
        Page("nation", "Độ phủ toàn quốc từ bản chốt", "/coverage/VN", {"p95": 50}, is_rare=True),
        *(
            Page(
                f"nation.{key}",
                f"Độ phủ toàn quốc, {name}",
                f"/coverage/VN?{query}",
                {"p95": 50},
                is_rare=True,
            )
            for key, name, query in NARROWED
        ),
    )


def run(setting: Setting, sizes: Sizes, roster: int, tell: Tell) -> tuple[list[Row], Contents]:
    """Measure everything and return the lines, and what of each table falls to one officer.

    What does not work is a line that says so; the rest is measured all the same.
    """
    tell("Tạo dữ liệu")
    rows = [*fill(setting)]
    app = _application(setting)
    pace = measure_pace()
    for key, name, part in _parts(setting, app, sizes, roster):
        tell(name)
        rows += tried(key, name, part, tell)
        pace += measure_pace()
    tell("Kích thước")
    contents = count_contents(setting, app)
    rows += database_rows(contents)
    rows.append(row_of("machine.pace", "Máy: một phép tính mẫu, đo giữa các phần", pace, "ms"))
    return rows, contents


def tried(key: str, name: str, part: Part, tell: Tell) -> Iterator[Row]:
    """Return the lines of a part as they come; where it stops, one that says so."""
    try:
        yield from part()
    except BenchStopped as stopped:
        tell(str(stopped))
        yield failed_row(key, name)


def _parts(setting: Setting, app: Flask, sizes: Sizes, roster: int) -> Iterator[tuple[str, str, Part]]:
    yield "night", "Chốt số liệu đêm", lambda: _night(setting)
    yield "outside", "Đo qua HTTP", lambda: outside(setting, app, sizes)
    yield "inside", "Đo trong tiến trình", lambda: inside(app, choose_cast(app, sizes), sizes)
    yield "export", "Xuất CSV", lambda: export_rows(setting)
    yield "roster", "Nhập danh sách", lambda: roster_rows(setting, app, roster)
    yield "rebuild", "Tính lại toàn bộ", lambda: rebuild_rows(setting)
    yield "equality", "Đối chiếu sau một loạt việc ngẫu nhiên", lambda: equality_rows(setting, app, sizes)


def fill(setting: Setting) -> Iterator[Row]:
    """Make the world, unless an earlier run has; the time of an earlier run is told again."""
    if "filled_seconds" not in setting.state:
        setting.lms("init")
        done = setting.lms("synth", "--officers", str(setting.officers), "--password", PASSWORD)
        setting.keep(filled_seconds=done.seconds, filled_mib=done.peak_mib)
    seconds, mib = setting.state["filled_seconds"], setting.state["filled_mib"]
    yield row_of("fill.seconds", f"lms synth, {setting.officers} cán bộ", [seconds], "s", None, mib)


def _night(setting: Setting) -> Iterator[Row]:
    done = setting.lms("expire")
    yield from command_rows("night", "lms expire", done, None, None)


def outside(setting: Setting, app: Flask, sizes: Sizes) -> Iterator[Row]:
    """Measure what one and what sixteen clients see of a real server."""
    cast = choose_cast(app, sizes)
    with web_server(setting.env) as server, http_browser(server.port) as browser:
        readers, row = _sign_in_over_http(cast, browser, sizes)
        yield row
        for page in OWN_PAGES:
            yield from outside_rows(page, visit(browser, page.path, readers, sizes, is_rare=False))
            yield load_row(page, server.port, readers, sizes)
        lookers = {"matrix": cast.leader, "province": cast.department, "nation": cast.ministry}
        for page in figure_pages(cast):
            person = lookers[page.key.split(".")[0]]
            yield from outside_rows(page, visit(browser, page.path, [person], sizes, is_rare=True))
        yield from submit_rows(*_learnt(app, browser, cast, sizes))
        yield from visit_rows(browser, readers[0].cookie)
        yield _memory_row(server)


def inside(app: Flask, cast: Cast, sizes: Sizes) -> Iterator[Row]:
    """Measure statements and CPU inside the application."""
    with app.app_context():
        engine = db.engine
    save_memory()  # as a web process before it serves: the collector leaves alone what is there
    browser = InProcess(app, engine)
    for page in OWN_PAGES:
        yield from inside_rows(page, visit(browser, page.path, cast.readers, sizes, is_rare=False))
    matrix = figure_pages(cast)[0]
    yield from inside_rows(matrix, visit(browser, matrix.path, [cast.leader], sizes, is_rare=True))
    yield from learning_rows(*_learnt(app, browser, cast, sizes))


def choose_cast(app: Flask, sizes: Sizes) -> Cast:
    """Choose who takes part, other officers every time, and sign everybody in."""
    with app.app_context():
        officers = people.choose_officers(sizes.readers + 2 * sizes.learners, Random())  # noqa: S311
        commune, province = people.find_leader(), people.find_department()
        staff = [commune.account_id, province.account_id, people.find_ministry()]
        signed_in = people.sign_in(app, [*officers, *staff])
        db.session.remove()
    *own, leader, department, ministry = signed_in
    if len(own) < FEWEST_OFFICERS:
        raise BenchStopped("earlier runs have used up the officers of this world: run again with --fresh")
    learners = own[: min(2 * sizes.learners, len(own) // 2)]
    return Cast(own[len(learners) :], learners, leader, department, ministry, commune, province)


def _sign_in_over_http(cast: Cast, browser: OverHttp, sizes: Sizes) -> tuple[list[Person], Row]:
    """Sign some readers in as people do; the slow hash of the password is meant to be slow."""
    signed_in, seconds = [], []
    for person in cast.readers[: sizes.sign_ins]:
        began = perf_counter()
        cookie = sign_in(browser, person.email, PASSWORD)
        seconds.append((perf_counter() - began) * 1000)
        signed_in.append(Person(person.account_id, person.email, cookie))
    return signed_in, row_of("sign_in", "Đăng nhập (trang và biểu mẫu): thời gian", seconds, "ms")


def _memory_row(server: Server) -> Row:
    return row_of("web.memory", "Tiến trình web", [server.worker_mib()], "MiB", Budget(150))


def _learnt(app: Flask, browser: Browser, cast: Cast, sizes: Sizes) -> tuple[Learnt, Learnt]:
    """Let one half of the learners take the test, and the other work the case."""
    half = len(cast.learners) // 2
    quiz = learn(take_quiz, app, browser, cast.learners[:half], sizes)
    return quiz, learn(work_case, app, browser, cast.learners[half:], sizes)


def _application(setting: Setting) -> Flask:
    return application.create_app(load_settings(setting.env))
