"""Which line of a ledger a line takes back."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ledger_line") as table:
        table.add_column(sa.Column("reverses", sa.String(), nullable=True))
        table.create_unique_constraint(op.f("uq_ledger_line_reverses"), ["reverses"])


def downgrade() -> None:
    with op.batch_alter_table("ledger_line") as table:
        table.drop_constraint(op.f("uq_ledger_line_reverses"), type_="unique")
        table.drop_column("reverses")
