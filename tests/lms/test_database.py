"""Many rows at once are the same rows as one by one, on either engine and by either way."""

import pytest
from sqlalchemy import select

from lms import clock
from lms.database import WORTH_COPYING, db, insert_many, transaction
from lms.models import Account, AuditEntry
from lms.queries import get_system_account


@pytest.mark.parametrize("number", [0, 1, WORTH_COPYING, WORTH_COPYING + 1])
def test_many_rows_arrive_whole_with_their_defaults(bare_app, number):
    now, actor_id = clock.now(), get_system_account().id
    rows = [
        {
            "at": now,
            "event": "thử:ghi",
            "actor_id": actor_id,
            "target_kind": "việc",
            "target_id": f"số {place}\t\\N\n“ngoặc”",
            "detail": {"ghi chú": ["Đặng", place, None]},
        }
        for place in range(number)
    ]

    with transaction():
        insert_many(AuditEntry.__table__, rows)

    found = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "thử:ghi").order_by(AuditEntry.id)
    )
    assert [(row.at, row.target_id, row.detail) for row in found] == [
        (now, row["target_id"], row["detail"]) for row in rows
    ]


def test_a_column_that_is_left_out_gets_its_default(bare_app):
    rows = [
        {"email": f"nguoi{place}@vidu.vn", "display_name": "Lê An", "created_at": clock.now()}
        for place in range(WORTH_COPYING)
    ]

    with transaction():
        insert_many(Account.__table__, rows)

    added = db.session.scalars(select(Account).where(~Account.is_system)).all()
    assert len(added) == WORTH_COPYING
    assert all(account.is_active and account.password_hash is None for account in added)
