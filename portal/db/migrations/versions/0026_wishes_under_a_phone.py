"""Whoever looks after their things is found among the wishes for a lift by their phone."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_lift_interest_phone_lookup", "lift_interest", ["phone_lookup"])


def downgrade() -> None:
    op.drop_index("ix_lift_interest_phone_lookup", "lift_interest")
