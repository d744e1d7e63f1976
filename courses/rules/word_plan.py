"""What a Word document would become, kept until an editor has looked at it. Pure; as JSON in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.rules.word_lessons import PlacedLoss, Split, WordLesson
from lms.word.shapes import LossKind


@dataclass(frozen=True, slots=True)
class PlannedPicture:
    """A picture that was taken.

    Args:
        name: of the file it becomes.
        words: what it shows, as its author said in Word; may be empty.
    """

    name: str
    media_type: str
    storage_key: str
    size_bytes: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class WordPlan:
    """What a document would become.

    Args:
        pictures: by number, those that were taken.
        refused: by number, why others were not.
        losses: of the document as a whole.
        converted: (encoding, how many paragraphs, before, after) of text typed before Unicode.
    """

    split: Split
    lessons: tuple[WordLesson, ...]
    pictures: Mapping[int, PlannedPicture] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)
    losses: tuple[LossKind, ...] = ()
    converted: tuple[tuple[str, int, str, str], ...] = ()

    @property
    def words(self) -> int:
        """Return how many words all lessons have."""
        return sum(lesson.words for lesson in self.lessons)

    @property
    def without_words(self) -> list[int]:
        """Return the numbers of pictures that nobody has described, in order of their lessons."""
        numbers = dict.fromkeys(number for lesson in self.lessons for number in lesson.pictures)
        return [number for number in numbers if number in self.pictures and not self.pictures[number].words]

    def as_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {
            "split": self.split.value,
            "lessons": [
                {
                    "title": lesson.title,
                    "markdown": lesson.markdown,
                    "words": lesson.words,
                    "tables": lesson.tables,
                    "pictures": list(lesson.pictures),
                    "losses": [[loss.kind.value, loss.beginning] for loss in lesson.losses],
                }
                for lesson in self.lessons
            ],
            "pictures": {
                str(number): {
                    "name": picture.name,
                    "media_type": picture.media_type,
                    "storage_key": picture.storage_key,
                    "size_bytes": picture.size_bytes,
                    "words": picture.words,
                }
                for number, picture in self.pictures.items()
            },
            "refused": {str(number): why for number, why in self.refused.items()},
            "losses": [kind.value for kind in self.losses],
            "converted": [list(one) for one in self.converted],
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "WordPlan":
        """Return what the database keeps."""
        return cls(
            split=Split(kept["split"]),
            lessons=tuple(
                WordLesson(
                    title=lesson["title"],
                    markdown=lesson["markdown"],
                    words=lesson["words"],
                    tables=lesson["tables"],
                    pictures=tuple(lesson["pictures"]),
                    losses=tuple(PlacedLoss(LossKind(kind), where) for kind, where in lesson["losses"]),
                )
                for lesson in kept["lessons"]
            ),
            pictures={int(number): PlannedPicture(**one) for number, one in kept["pictures"].items()},
            refused={int(number): why for number, why in kept["refused"].items()},
            losses=tuple(LossKind(kind) for kind in kept["losses"]),
            converted=tuple((one[0], one[1], one[2], one[3]) for one in kept["converted"]),
        )
