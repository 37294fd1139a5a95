"""What was done about a report on a device."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fault_report") as table:
        table.add_column(sa.Column("outcome", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("fault_report") as table:
        table.drop_column("outcome")
