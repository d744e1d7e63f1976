"""A question bank in an institution with an editor and a reviewer, and the questions tests write in it."""

from dataclasses import dataclass
from io import BytesIO

from factories import make_account, make_institution
from PIL import Image
from question_payloads import SOUND

from assessments import queries, rules
from assessments.models import BankVersion, QuestionBank
from assessments.rules import QuestionDraft, QuestionKind
from assessments.services import (
    begin_bank_version,
    create_bank,
    publish_bank_version,
    save_question,
    submit_bank,
)
from courses.services import approve_version
from lms.database import db, transaction
from lms.models import Account


@dataclass
class Desk:
    """The people and the bank, by id: whatever a transaction forgets is read again."""

    bank_id: int
    editor: Account
    second_editor: Account
    reviewer: Account

    @property
    def bank(self):
        return db.session.get(QuestionBank, self.bank_id)

    @property
    def version(self):
        """The open version."""
        return queries.find_open_version(self.bank)

    def member(self, key, version=None):
        """The row of a question in the open version."""
        found = queries.find_member(version or self.version, key)
        return found.question if found else None

    def list_keys(self, version=None):
        return list(queries.get_members(version or self.version))

    def save(self, draft, *, seen=None, by=None):
        with transaction():
            return save_question(self.version, draft, seen=seen, by=by or self.editor)

    def change(self, draft, *, by=None):
        return self.save(draft, seen=self.member(draft.key).revision, by=by)

    def publish(self):
        """Hand in, approve and publish the open version; return its number."""
        with transaction():
            submit_bank(self.version, by=self.editor)
        with transaction():
            version = self.version
            approve_version(version, seen=version.revision, by=self.reviewer)
        with transaction():
            version = self.version
            publish_bank_version(version, by=self.editor)
            return version.number

    def begin(self):
        with transaction():
            return begin_bank_version(self.bank, by=self.editor).number

    def version_number(self, number):
        return db.session.scalars(
            db.select(BankVersion).where(BankVersion.bank_id == self.bank_id, BankVersion.number == number)
        ).one()


def make_bank(code="KH90", owner=None):
    """An empty bank, open for writing."""
    owner = owner or make_institution()
    desk = people_of(owner)
    with transaction():
        title = "Kỹ năng số: câu hỏi cuối khóa"
        desk.bank_id = create_bank(owner, code=code, title=title, by=desk.editor).id
    return desk


def people_of(owner, bank_id=0):
    """Two editors and a reviewer of an institution, at a bank that is there already."""
    editor = make_account("editor", owner.code, name="Lê Thị Biên")
    second = make_account("editor", owner.code, name="Phạm Văn Soạn")
    reviewer = make_account("reviewer", owner.code, name="Hoàng Thị Duyệt")
    return Desk(bank_id, editor, second, reviewer)


def sound(key="C01", kind=QuestionKind.SINGLE, **changes):
    """A question without fault."""
    text = changes.pop("text", None)
    payload = {**SOUND[kind], "format": "markdown"} | ({"text": text} if text else {})
    return QuestionDraft(key=key, kind=kind, payload=payload, **changes)


def typed(draft):
    """The fields a form sends for a question."""
    return {"kind": draft.kind.value, **rules.typed_from(draft).fields}


def picture(colour="red", size=(40, 30)):
    """A small PNG."""
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    stream.seek(0)
    return stream


def fetch(browser, address):
    """Status, media type, caching and bytes of a file, with nothing left open."""
    with browser.get(address) as answer:
        return answer.status_code, answer.mimetype, answer.headers.get("Cache-Control", ""), answer.data
