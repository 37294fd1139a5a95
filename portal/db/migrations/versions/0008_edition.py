"""The number of the public pages' newest state, and indexes for when the next one begins or ends."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    edition = op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.bulk_insert(edition, [{"id": 1, "number": 1}])
    op.create_index("ix_publication_begins", "publication", ["state", "show_from"])
    op.create_index("ix_publication_ends", "publication", ["state", "show_until"])


def downgrade() -> None:
    op.drop_index("ix_publication_ends", "publication")
    op.drop_index("ix_publication_begins", "publication")
    op.drop_table("edition")
