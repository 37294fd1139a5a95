"""An index that lists are read along, from the first day on; no other one may look better to the planner."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TURNED = {"ix_publication_begins": ["show_from", "state"], "ix_publication_ends": ["show_until", "state"]}


def upgrade() -> None:
    op.create_index("ix_publication_listed", "publication", ["kind", "state", "starts_on", "id"])
    op.drop_index("ix_publication_live", "publication")
    for name, columns in TURNED.items():
        op.drop_index(name, "publication")
        op.create_index(name, "publication", columns)


def downgrade() -> None:
    for name, columns in TURNED.items():
        op.drop_index(name, "publication")
        op.create_index(name, "publication", columns[::-1])
    op.create_index("ix_publication_live", "publication", ["kind", "state", "show_from", "show_until"])
    op.drop_index("ix_publication_listed", "publication")
