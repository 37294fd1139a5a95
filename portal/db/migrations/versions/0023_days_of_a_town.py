"""What a town's week is read from. The lists are emptied, so that the load which follows every upgrade fills both."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_day",
        sa.Column("publication_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("town", sa.String()),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("show_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("show_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name="fk_list_day_publication_id_publication",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("publication_id", "day", name="pk_list_day"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_list_day_line", "list_day", ["town", "day", "minute", "publication_id", "show_from", "show_until"]
    )
    op.execute("DELETE FROM list_entry")


def downgrade() -> None:
    op.drop_table("list_day")
