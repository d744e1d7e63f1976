"""The files of a framework for tests: those of the installation, with some lines exchanged."""

from competency.services import FrameworkText, draft_framework
from competency.services.framework_files import FILES
from competency.services.initialise import DEFAULT_FRAMEWORK, REFERENCE
from competency.services.publishing import publish_framework, sweep_change
from lms import clock
from lms.database import db, transaction
from lms.queries import get_system_account

MAPPING_HEADER = "from_code,to_code,kind,highest_level\n"


def changed_files(*exchanges, mapping=""):
    """The five files by name; each exchange is (file, old text, new text), and has to be found."""
    if not exchanges and not mapping:
        return {name: (REFERENCE / name).read_bytes() for name in FILES}
    contents = {name: (REFERENCE / name).read_text(encoding="utf-8") for name in FILES}
    for file, old, new in exchanges:
        assert old in contents[file], (file, old)
        contents[file] = contents[file].replace(old, new)
    if mapping:
        contents["mapping.csv"] = MAPPING_HEADER + mapping
    return {name: text.encode() for name, text in contents.items()}


def about(**said):
    """What is said about the version."""
    return FrameworkText(
        **{
            "code": DEFAULT_FRAMEWORK.code,
            "name": "Khung năng lực cấp xã, bản sửa đổi",
            "legal_source": "Thông tư 01/2026/TT-BNV",
            "source_note": "",
            "document": "Quyết định 12/QĐ-BNV",
            "effective_on": clock.today(),
            "transition_days": 90,
        }
        | said
    )


def make_draft(*exchanges, mapping="", by=None, **said):
    """A draft of the changed files."""
    with transaction():
        return draft_framework(
            changed_files(*exchanges, mapping=mapping), about(**said), by=by or get_system_account()
        )


def publish(framework, *, by=None):
    """Publish a draft and look at everybody, as the command does; return the finished sweep."""
    with transaction():
        change = publish_framework(framework, by=by or get_system_account())
    return sweep(change)


def sweep(change):
    """Finish a sweep, each step in a transaction of its own."""
    change_id = change.id
    more = True
    while more:
        with transaction():
            more = sweep_change(change_id, by=get_system_account()) is not None
    return db.session.get_one(type(change), change_id)


RAISED = ("position_requirements.csv", "VT14,B10,3", "VT14,B10,4")
