"""Writing a case in the studio as a browser without JavaScript does."""

import re
from html.parser import HTMLParser

from factories import csrf_token


class Fields(HTMLParser):
    """What the form with this action would send unchanged: fields in order, each name with its values."""

    def __init__(self, response, ending):
        super().__init__()
        self.ending, self.is_inside, self.found = ending, False, {}
        self.area, self.select = None, None
        self.action = None
        self.feed(response.get_data(as_text=True))
        assert self.action, f"no form to {ending}"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and self.action is None and given.get("action", "").endswith(self.ending):
            self.is_inside, self.action = True, given["action"]
        if not self.is_inside:
            return
        name = given.get("name")
        if tag == "textarea":
            self.area = name
            self.found.setdefault(name, []).append("")
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.found.setdefault(self.select, []).append(given.get("value"))
        elif tag == "input" and name:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.found.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if not self.is_inside:
            return
        if self.area:
            self.found[self.area][-1] += data.removeprefix("\n")
        elif self.select and self.found.get(self.select, [""])[-1] is None:
            self.found[self.select][-1] = data


def send(browser, page, ending, **changes):
    """Send the form of a page with some fields changed (``None``: not sent); follow nothing."""
    form = Fields(page, ending)
    fields = {**form.found, **{name.replace("__", "."): value for name, value in changes.items()}}
    return send_to(browser, form.action, **fields)


def send_to(browser, path, **fields):
    token = csrf_token(browser)
    kept = {name: value for name, value in fields.items() if value is not None}
    return browser.post(path, data={**kept, "csrf_token": token})


def go(browser, response):
    """Follow a redirect and return the page."""
    assert response.status_code == 302, response.get_data(as_text=True)[:2000]
    return browser.get(response.location)


def links(page):
    """Every address a page leads to."""
    return re.findall(r'href="([^"#]+)', page.get_data(as_text=True))
