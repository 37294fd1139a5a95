"""What the desks' own lists are read along; nothing is read any more by the day on which a thing begins."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_publication_listed", "publication")
    op.create_index("ix_publication_worked", "publication", ["kind", "updated_at", "id"])
    op.create_index("ix_publication_stands", "publication", ["kind", "state", "updated_at", "id"])
    op.create_index("ix_publication_pending", "publication", ["pending_state", "kind", "state"])
    op.create_index("ix_publication_checked", "publication", ["checked_on", "state", "show_from", "show_until"])
    op.create_index("ix_publication_review", "publication", ["review_by", "state"])


def downgrade() -> None:
    for name in ("review", "checked", "pending", "stands", "worked"):
        op.drop_index(f"ix_publication_{name}", "publication")
    op.create_index("ix_publication_listed", "publication", ["kind", "state", "starts_on", "id"])
