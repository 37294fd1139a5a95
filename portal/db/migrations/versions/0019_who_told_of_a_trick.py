"""How a trick was told: on the page, or by phone or at the counter, who spoke, and who took it down."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fraud_report") as table:
        table.add_column(sa.Column("channel", sa.String(), server_default="online", nullable=False))
        table.add_column(sa.Column("caller", sa.String(), nullable=True))
        table.add_column(sa.Column("taken_down_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("fraud_report") as table:
        for name in ("taken_down_by", "caller", "channel"):
            table.drop_column(name)
