"""One QTI item, and how its texts, right answers and mapped points are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assessments.rules.exchange.figures import read_number
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.shapes import Notes, Refusal
from assessments.rules.exchange.texts import Texts
from assessments.rules.exchange.xml_tree import Element

_ASKED_OF_PROMPT = "prompt"
_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_FEEDBACK = frozenset({"feedbackInline", "feedbackBlock"})
GAP = "_____"
_SHOWN = 4


@dataclass
class Item:
    """An item with where its losses and pictures go.

    Attributes:
        parts: the answers of the question by their identifiers, once an interaction was read.
    """

    root: Element
    notes: Notes
    texts: Texts
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look for the declaration of the answer once."""
        self._declaration: Element | None = None

    def interaction(self) -> Element:
        """Return the one place where the item is answered.

        Raises:
            Refusal: there is none, or there are several.
        """
        body = self.root.find("itemBody")
        found = [part for part in body.walk() if part.name.endswith("Interaction")] if body else []
        if not found:
            raise Refusal(ExchangeFault.NO_ANSWERS, self.root.line)
        if len(found) > 1:
            several = " + ".join(part.name for part in found[:_SHOWN])
            raise Refusal(ExchangeFault.KIND_NOT_TAKEN, found[1].line, kind=several)
        if found[0].name not in SUPPORTED:
            raise Refusal(ExchangeFault.KIND_NOT_TAKEN, found[0].line, kind=found[0].name)
        wanted = found[0].attributes.get("responseIdentifier", "RESPONSE")
        declared = self.root.all("responseDeclaration")
        self._declaration = next(
            (one for one in declared if one.attributes.get("identifier") == wanted), None
        )
        return found[0]

    @property
    def base_type(self) -> str:
        """What kind of value the answer is; empty where it is not said."""
        return self._declaration.attributes.get("baseType", "") if self._declaration else ""

    @property
    def takes_several(self) -> bool:
        """Whether the answer may hold several values."""
        return self._declaration is not None and self._declaration.attributes.get("cardinality") == "multiple"

    @property
    def correct(self) -> list[str]:
        """What the item calls the right answer."""
        found = self._declaration.find("correctResponse") if self._declaration else None
        return [value.all_text.strip() for value in found.all("value")] if found else []

    @property
    def mapping(self) -> dict[str, str]:
        """Points by answer; empty where the item maps none.

        Raises:
            Refusal: a point is no number.
        """
        found = self._declaration.find("mapping") if self._declaration else None
        points: dict[str, str] = {}
        for entry in found.all("mapEntry") if found else ():
            number = read_number(entry.attributes.get("mappedValue", ""))
            if number is None:
                written = entry.attributes.get("mappedValue", "")
                raise Refusal(ExchangeFault.BAD_WEIGHT, entry.line, weight=written[:40])
            points[entry.attributes.get("mapKey", "").strip()] = number
        return points

    def question_text(self, interaction: Element) -> tuple[str, str]:
        """Return what is asked: the body of the item around the interaction, and its prompt."""
        body = self.root.find("itemBody")
        html = "".join(_around(body, interaction)) if body else ""
        prompt = interaction.find(_ASKED_OF_PROMPT)
        html += f"\n<p>{prompt.markup}</p>" if prompt is not None and prompt.all_text.strip() else ""
        return self.texts.question(" ".join(html.split()), "html")

    def plain(self, element: Element, *, is_feedback: bool = False) -> str:
        """Return the words of an element as plain text."""
        html = "".join(_markup_without_feedback(element))
        return self.texts.feedback(html, "html") if is_feedback else self.texts.answer(html, "html")

    def inline_feedback(self, element: Element) -> str:
        """Return the feedback that stands inside an answer."""
        found = [part for part in element.walk() if part.name in _FEEDBACK]
        return "\n".join(filter(None, (self.plain(part, is_feedback=True) for part in found)))


SUPPORTED = frozenset(
    {"choiceInteraction", "inlineChoiceInteraction", "orderInteraction", "matchInteraction",
     "associateInteraction", "textEntryInteraction"}
)  # fmt: skip


def _around(element: Element, interaction: Element) -> Iterator[str]:
    """Yield a body as HTML without its interaction; one inside a sentence leaves a gap."""
    for part in element.content:
        if part is interaction:
            yield GAP if interaction.name in _INLINE else ""
        elif isinstance(part, str):
            yield part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        elif part.name in _FEEDBACK or part.name == "rubricBlock":
            continue
        elif any(inner is interaction for inner in part.walk()):
            inner_html = "".join(_around(part, interaction))
            yield f"<{part.name}>{inner_html}</{part.name}>" if inner_html.strip() else ""
        else:
            yield part.as_tag()


def _markup_without_feedback(element: Element) -> Iterator[str]:
    for part in element.content:
        if isinstance(part, str):
            yield part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        elif part.name not in _FEEDBACK:
            yield part.as_tag()
