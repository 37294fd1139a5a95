"""Days off and further days of courses, and further rounds of sports events."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = (("course", "days_off"), ("course", "extra_days"), ("sports_event", "more_days"))


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    for table, name in reversed(COLUMNS):
        op.drop_column(table, name)
