"""A real server and a real browser on a small demo world of two communes."""

import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

import demo.people
import demo.world
from lms import clock
from lms.database import db, transaction

TALLEST_PICTURE = 1_600
TAKEN = set()
PICTURES = os.environ.get("HVS_PICTURES", "")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Too small, or decided by the browser's own drawing: nothing is left out at present.
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def chromium():
    """The browser, or a visible reason for skipping."""
    path = next((shutil.which(name) for name in BROWSERS if shutil.which(name)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Exception as error:
            pytest.skip(f"no Chromium on this machine: {error}")
        yield browser
        browser.close()


@pytest.fixture
def demo_app(world):
    """The application on a demo world of two communes, made once per engine and copied for each test."""
    if not hasattr(world, "demo"):

        def fill():
            with transaction():
                demo.world.make_world(communes=2)

        world.demo = world._make(world.reference, fill)
    yield from world.fresh(world.demo)


class Site:
    """The running product, and a clock that can be moved on."""

    def __init__(self, url, app):
        self.url = url
        self.app = app
        self.ahead = timedelta(0)

    def work(self):
        """Do what waits for the worker, as the worker would."""
        queue = self.app.extensions["huey"]
        while (task := queue.dequeue()) is not None:
            queue.execute(task)

    def move_on(self, **span):
        """Let time pass without waiting for it."""
        self.ahead += timedelta(**span)


@pytest.fixture
def site(demo_app, monkeypatch):
    """A web server on loopback whose clock the test moves."""
    server = make_server("127.0.0.1", 0, demo_app, threaded=True)
    site = Site(f"http://127.0.0.1:{server.server_port}", demo_app)
    real_now = clock.now
    monkeypatch.setattr(clock, "now", lambda: real_now() + site.ahead)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    db.session.remove()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


class Visitor:
    """A person at the browser; every page visited is checked with axe."""

    def __init__(self, page, site):
        self.page = page
        self.site = site
        self.findings = []
        self.errors = []
        self.visited = set()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.errors.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )

    def go(self, path):
        """Open an address and check the page."""
        answer = self.page.goto(self.site.url + path)
        self.check()
        return answer

    def check(self):
        """Run axe and look for sideways scrolling."""
        where = self.page.url.removeprefix(self.site.url)
        self.visited.add(where)
        results = Axe().run(self.page, options=AXE_OPTIONS)
        self.findings += [
            f"{where}: {violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
            for violation in results.response["violations"]
        ]
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 1:
            self.findings.append(f"{where}: scrolls sideways by {overflow} px")

    def press(self, selector):
        """Press a button or link and check the page it leads to."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.check()

    def sign_in(self, email):
        """Sign in as a demo account."""
        self.go("/sign-in")
        self.page.fill("#email", email)
        self.page.fill("#password", demo.people.PASSWORD)
        self.press("main form button")

    def fetch(self, path):
        """Return the bytes of a file as this person gets it."""
        answer = self.page.request.get(self.site.url + path)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.body()

    def picture(self, name):
        """Keep what the page looks like the first time, where somebody asked for pictures."""
        if PICTURES and name not in TAKEN:
            TAKEN.add(name)
            width = self.page.viewport_size["width"]
            height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST_PICTURE)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True, clip=clip)

    def text(self):
        """Return what the page says."""
        return self.page.locator("main").inner_text()


@pytest.fixture
def visit(chromium, site):
    """Open browsers of a width and a language: ``visit(360)``, ``visit(1280, "en")``."""
    contexts, visitors = [], []

    def open_browser(width, locale="vi"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=locale, accept_downloads=True
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), site)
        if locale != "vi":
            visitor.page.goto(f"{site.url}/locale?code={locale}&next=/sign-in")
        visitors.append(visitor)
        return visitor

    yield open_browser
    for context in contexts:
        context.close()
    assert [finding for visitor in visitors for finding in visitor.findings] == []
    assert [error for visitor in visitors for error in visitor.errors] == []
