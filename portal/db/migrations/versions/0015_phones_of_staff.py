"""A phone of staff, sealed: for reminders, and for the link by which an urgent warning is released."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_member", sa.Column("phone", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_member", "phone")
