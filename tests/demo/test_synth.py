"""The world of any size: believable, the same for the same seed, audited, and only for an empty database."""

import pytest
from sqlalchemy import func, select
from synthetic_world import OFFICERS, OPTIONS, ignore, lend

from competency import services
from competency.models import Alert, Evidence, Standing
from competency.queries import list_officer_ids
from demo.synth import SynthOptions, make_synthetic_world
from lms import queries
from lms.collation import name_sort_word
from lms.database import db
from lms.errors import Refused
from lms.models import Account, AuditEntry, RoleGrant
from lms.secrets import decrypt, keyed_hash
from lms.text import fold
from people.models import Assignment, Officer


def count(table, *conditions):
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions))


@pytest.fixture
def synthetic(world):
    yield from lend(world)


def test_everybody_has_a_post_evidence_standings_and_alerts(synthetic):
    assert count(Officer) == OFFICERS
    assert 10 * OFFICERS < count(Evidence) < 15 * OFFICERS
    assert 22 * OFFICERS < count(Standing) < 26 * OFFICERS
    assert count(Alert) > OFFICERS
    assert set(db.session.scalars(select(Standing.status))) == {
        "met",
        "expiring",
        "expired",
        "below",
        "unproven",
    }
    assert len(set(db.session.scalars(select(Evidence.kind)))) == 8
    assert count(Evidence, Evidence.revokes_id.is_not(None)) > 0
    assert 0 < count(Assignment, ~Assignment.is_main) < 0.1 * OFFICERS
    assert 0 < count(Assignment, Assignment.ends_on.is_not(None)) < 0.1 * OFFICERS


def test_what_it_derives_is_what_a_recomputation_derives(synthetic):
    officer_ids = list_officer_ids()

    assert services.recompute_check(officer_ids, by=queries.get_system_account()) == []


def test_every_piece_of_evidence_stands_on_the_trail(synthetic):
    noted = set(
        db.session.scalars(
            select(AuditEntry.target_id).where(AuditEntry.target_kind == Evidence.__tablename__)
        )
    )

    assert noted == {str(key) for key in db.session.scalars(select(Evidence.id))}


def test_names_and_numbers_can_be_searched_sorted_and_read_back(synthetic):
    officer = db.session.scalar(select(Officer).order_by(Officer.id))

    assert officer.search_key == fold(officer.full_name)
    assert officer.sort_key == name_sort_word(officer.full_name)
    number = decrypt(officer.personal_id_sealed)
    assert len(number) == 12
    assert number.isdigit()
    assert officer.personal_id_hash == keyed_hash(number)


def test_nobody_can_sign_in_unless_a_password_was_given(synthetic):
    assert count(Account, ~Account.is_system) > 100
    assert count(Account, Account.password_hash.is_not(None)) == 0
    roles = set(db.session.scalars(select(RoleGrant.role)))
    assert roles == {"officer", "leader", "department", "ministry"}


def test_a_database_with_officers_is_refused(synthetic):
    with pytest.raises(Refused):
        make_synthetic_world(OPTIONS, ignore)

    assert count(Officer) == OFFICERS


def test_a_database_that_was_not_initialised_is_refused(bare_app):
    with pytest.raises(Refused, match="lms init"):
        make_synthetic_world(OPTIONS, ignore)


def world_in_words():
    officers = select(Officer.public_id, Officer.full_name, Officer.personal_id_hash, Officer.degree_field)
    posts = select(Assignment.unit_code, Assignment.position_code, Assignment.starts_on, Assignment.ends_on)
    shown = select(Evidence.competency_code, Evidence.level, Evidence.kind, Evidence.earned_on)
    return [
        [tuple(row) for row in db.session.execute(statement.order_by(model.id))]
        for statement, model in ((officers, Officer), (posts, Assignment), (shown, Evidence))
    ]


@pytest.fixture
def twice(world):
    """The same seed and another one, each on a database of its own."""
    told = []
    for seed in (7, 7, 8):
        for _app in world.fresh(world.reference):
            make_synthetic_world(SynthOptions(60, seed=seed), ignore)
            told.append(world_in_words())
    return told


def test_the_same_seed_gives_the_same_world_and_another_another(twice):
    first, again, other = twice

    assert first == again
    assert first != other
