"""Reading our pages as a browser without JavaScript does: forms with their fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SMALL_PAGE = 30 * 1024


@dataclass
class Form:
    """A form as it stands in the page: where it goes, and what it would send unchanged."""

    action: str
    data: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)
    actions: list = field(default_factory=list)

    def add(self, name, value):
        self.data.setdefault(name, []).append(value)


class Page(HTMLParser):
    """The forms of a page by action."""

    def __init__(self, response):
        super().__init__()
        self.text = response.get_data(as_text=True)
        self.forms = []
        self._select, self._is_selected = None, False
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append(Form(found.get("action", "")))
        elif self.forms:
            self._take(tag, found)

    def _take(self, tag, found):
        form, name = self.forms[-1], found.get("name")
        if tag == "input" and name:
            self._take_input(form, name, found)
        elif tag == "select":
            self._select = name
        elif tag == "option":
            form.choices.setdefault(self._select, []).append(found.get("value"))
            self._is_selected = "selected" in found
            if self._is_selected and "value" in found:
                form.add(self._select, found["value"])
        elif tag == "button" and "formaction" in found:
            form.actions.append(found["formaction"])

    def handle_data(self, data):
        """An option without a value is its text."""
        if self._select and self.forms:
            choices = self.forms[-1].choices.get(self._select, [])
            if choices and choices[-1] is None:
                choices[-1] = data
                if self._is_selected:
                    self.forms[-1].add(self._select, data)

    def _take_input(self, form, name, found):
        value = found.get("value", "")
        if found.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" not in found:
                return
        form.add(name, value)

    @property
    def token(self):
        """What every form of this browser must carry."""
        return next({"csrf_token": form.data["csrf_token"]} for form in self.forms if form.data)

    def form(self, ending):
        """The only form whose action ends so."""
        (form,) = [form for form in self.forms if form.action.endswith(ending)]
        return form
