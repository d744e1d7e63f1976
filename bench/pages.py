"""Pages and deeds of people: statements and CPU inside the application, time over HTTP."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from flask import Flask

from bench.answers import Answer, BenchStopped, Costs
from bench.browsers import Browser, OverHttp, request_bytes
from bench.learning import Worked, token_of
from bench.load import requests_per_second
from bench.people import Person
from bench.rows import Budget, Row, row_of

CLIENTS = 16
_MS = 1_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How often things are done: many times for figures, once or twice to see that it works."""

    warm_up: int = 20
    pages: int = 200
    figures: int = 20
    learners: int = 40
    load_seconds: float = 8.0
    sign_ins: int = 48
    readers: int = 120
    operations: int = 2_000


SMALL = Sizes(
    warm_up=1, pages=2, figures=2, learners=2, load_seconds=0.2, sign_ins=2, readers=3, operations=20
)


@dataclass(slots=True)
class Page:
    """A page that is asked for often.

    Args:
        key: the word of its lines.
        name: as people call it.
        path: its address.
        budgets: limits of "statements", "cpu", "p95", "rate", where there are any.
        is_rare: a page of figures, asked for less often.
    """

    key: str
    name: str
    path: str
    budgets: dict[str, float] = field(default_factory=dict)
    is_rare: bool = False

    def limit(self, name: str) -> Budget | None:
        """Return one of the budgets."""
        if name not in self.budgets:
            return None
        return Budget(self.budgets[name], is_by_p95=name == "p95", is_floor=name == "rate")


def visit(browser: Browser, path: str, people: Sequence[Person], sizes: Sizes, *, is_rare: bool) -> Costs:
    """Return what a page costs, asked for by one after the other."""
    costs = Costs()
    times = sizes.figures if is_rare else sizes.pages
    warm_up = min(sizes.warm_up, times)
    for number in range(-warm_up, times):
        answer = browser.get(path, people[number % len(people)].cookie)
        if number >= 0:
            costs.add(answer)
    return costs


def inside_rows(page: Page, costs: Costs) -> Iterator[Row]:
    """Return the lines of a page as the application sees it."""
    if "statements" in page.budgets:
        # The page that takes most counts: pages differ with what their officer has.
        most = max(costs.statements)
        yield row_of(
            f"{page.key}.statements", f"{page.name}: câu lệnh SQL", [most], "câu", page.limit("statements")
        )
    if "cpu" in page.budgets:
        figures = [seconds * _MS for seconds in costs.cpu_seconds]
        yield row_of(f"{page.key}.cpu", f"{page.name}: CPU", figures, "ms", page.limit("cpu"))


def outside_rows(page: Page, costs: Costs) -> Iterator[Row]:
    """Return the lines of a page as one client sees it."""
    figures = [seconds * _MS for seconds in costs.seconds]
    yield row_of(f"{page.key}.p95", f"{page.name}: thời gian, 1 máy khách", figures, "ms", page.limit("p95"))


def load_row(page: Page, port: int, people: Sequence[Person], sizes: Sizes) -> Row:
    """Return how many requests a second a page stands with sixteen clients."""
    requests = [
        [request_bytes("GET", page.path, person.cookie) for person in people[number::CLIENTS] or people]
        for number in range(CLIENTS)
    ]
    requests_per_second(port, requests, sizes.load_seconds / 4)
    rate, _count = requests_per_second(port, requests, sizes.load_seconds)
    name = f"{page.name}: yêu cầu mỗi giây, {CLIENTS} máy khách"
    return row_of(f"{page.key}.rate", name, [rate], "yc/s", page.limit("rate"))


@dataclass(slots=True)
class Learnt:
    """What several learners took for a piece of work."""

    works: list[Worked] = field(default_factory=list)

    def costs(self, *steps: str) -> Costs:
        """Return the costs of a step, every time it was taken."""
        costs = Costs()
        for work in self.works:
            for answer in work.answers(*steps):
                costs.add(answer)
        return costs

    def whole(self) -> Costs:
        """Return the costs from start to review, once for each learner."""
        costs = Costs()
        for work in self.works:
            costs.add(*work.answers())
        return costs


Work = Callable[[Flask, Browser, Person], Worked]


def learn(work: Work, app: Flask, browser: Browser, people: Sequence[Person], sizes: Sizes) -> Learnt:
    """Let people do a piece of work, the first ones to warm up."""
    warm_up = min(sizes.warm_up // 5, len(people) // 2)
    works = [work(app, browser, person) for person in people]
    return Learnt(works[warm_up:])


def learning_rows(quiz: Learnt, case: Learnt) -> Iterator[Row]:
    """Return the lines of learning, as the application sees it."""
    short, submit = Budget(6), Budget(15)
    for key, name, costs, budget in (
        ("case.step", "Tình huống, gửi một lựa chọn: CPU", case.costs("step"), short),
        ("case.page", "Tình huống, trang quyết định: CPU", case.costs("page"), short),
        ("quiz.save", "Bài kiểm tra, lưu câu trả lời: CPU", quiz.costs("save"), short),
        ("case.submit", "Nộp tình huống → minh chứng, mức đạt, cảnh báo: CPU", case.costs("submit"), submit),
        (
            "quiz.submit",
            "Nộp bài kiểm tra → minh chứng, mức đạt, cảnh báo: CPU",
            quiz.costs("submit"),
            submit,
        ),
        ("quiz.whole", "Bài kiểm tra 10 câu, từ đầu đến xem lại: CPU", quiz.whole(), Budget(60)),
    ):
        yield row_of(f"{key}.cpu", name, [seconds * _MS for seconds in costs.cpu_seconds], "ms", budget)


def submit_rows(quiz: Learnt, case: Learnt) -> Iterator[Row]:
    """Return the lines of handing in, as one client sees it."""
    budget = Budget(50, is_by_p95=True)
    for key, name, learnt in (("case", "Nộp tình huống", case), ("quiz", "Nộp bài kiểm tra", quiz)):
        figures = [seconds * _MS for seconds in learnt.costs("submit").seconds]
        yield row_of(f"{key}.submit.p95", f"{name}: thời gian, 1 máy khách", figures, "ms", budget)


def sign_in(browser: OverHttp, email: str, password: str) -> str:
    """Sign in with the form and return the cookie."""
    page = browser.get("/sign-in", "")
    fields = {"csrf_token": token_of(page), "email": email, "password": password}
    answer = browser.post("/sign-in", _cookie(page), fields)
    if not answer.headers.get("location"):
        raise BenchStopped(f"{email} cannot sign in")
    return _cookie(answer)


def _cookie(answer: Answer) -> str:
    return answer.headers["set-cookie"].split(";", 1)[0]
