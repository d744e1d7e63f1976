"""Looking ahead: everything once and in order, a few batches early, each look in a session of its own."""

from contextlib import closing

import pytest

from competency.cli.ahead import LOOKERS, look_ahead
from lms.database import db
from lms.errors import Refused


@pytest.mark.parametrize("count", [0, 1, LOOKERS, LOOKERS + 1, 40])
def test_every_batch_comes_once_and_in_order(bare_app, count):
    batches = [[number, -number] for number in range(count)]

    found = list(look_ahead(sum, batches))

    assert found == [(batch, 0) for batch in batches]


def test_no_more_than_a_few_batches_are_held(bare_app):
    looked_at = []

    with closing(look_ahead(looked_at.append, ([number] for number in range(100)))) as looking:
        next(looking)

    assert len(looked_at) <= LOOKERS + 1


def test_what_goes_wrong_in_a_look_is_told_where_its_turn_comes(bare_app):
    def look(batch):
        if batch == [3]:
            raise Refused("Không.")
        return batch

    looking = look_ahead(look, [[number] for number in range(10)])

    assert [batch for batch, _found in (next(looking), next(looking), next(looking))] == [[0], [1], [2]]
    with pytest.raises(Refused):
        next(looking)


def test_a_look_has_a_session_of_its_own(bare_app):
    sessions = {id(db.session())}

    list(look_ahead(lambda _batch: sessions.add(id(db.session())), [[1]]))

    assert len(sessions) == 2
