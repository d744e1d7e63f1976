"""The same Word document handed in twice is one import

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

WAITING = "accepted_at IS NULL AND refusal = ''"
HANDED_IN_AGAIN = 'Tệp này đã được đưa lên lại sau đó. Hãy xem lần đưa lên sau cùng.'


def upgrade():
    # The latest of the same stays; the night forgets the others with their files in the storage.
    op.get_bind().execute(
        sa.text(
            f"UPDATE word_imports SET refusal = :again WHERE {WAITING} AND id NOT IN ("
            f" SELECT max(id) FROM word_imports WHERE {WAITING} GROUP BY version_id, account_id, sha256)"
        ),
        {'again': HANDED_IN_AGAIN},
    )
    with op.batch_alter_table('word_imports', schema=None) as batch_op:
        batch_op.create_index('one_waiting_import_per_file', ['version_id', 'account_id', 'sha256'], unique=True, sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING))


def downgrade():
    with op.batch_alter_table('word_imports', schema=None) as batch_op:
        batch_op.drop_index('one_waiting_import_per_file', sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING))
