"""What lists are read from. They are filled by the load that follows every upgrade, and by whoever writes."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_shelf",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("town", sa.String()),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("access", sa.Integer(), nullable=False),
        sa.Column("first", sa.String()),
        sa.Column("second", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_list_shelf"),
    )
    op.create_index("ix_list_shelf_kind", "list_shelf", ["kind", "town", "first", "second", "is_free", "access", "id"])
    op.create_table(
        "list_entry",
        sa.Column("publication_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shelf", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("show_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("show_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name="fk_list_entry_publication_id_publication",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("publication_id", name="pk_list_entry"),
    )
    op.create_index("ix_list_entry_line", "list_entry", ["kind", "place", "shelf", "show_from", "show_until"])
    op.create_index("ix_list_entry_shelf", "list_entry", ["shelf", "place", "show_from", "show_until"])
    op.create_index("ix_list_entry_newest", "list_entry", ["kind", "show_from", "publication_id", "show_until"])


def downgrade() -> None:
    op.drop_table("list_entry")
    op.drop_table("list_shelf")
