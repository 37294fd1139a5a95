"""Codes that know their place, how often they are scanned, printed forms with a serial, and who was turned away."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("short_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.String(), server_default="page", nullable=False))
        batch_op.add_column(sa.Column("town", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("place", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_short_link_path"), ["path"], unique=False)
    op.create_table(
        "scan_count",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["short_link.code"], name=op.f("fk_scan_count_code_short_link"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", "day", name=op.f("pk_scan_count")),
    )
    op.create_table(
        "paper_form",
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_paper_form")),
    )
    with op.batch_alter_table("paper_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_form_service"), ["service"], unique=False)
    op.create_table(
        "turned_away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turned_away")),
    )
    with op.batch_alter_table("turned_away", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turned_away_day"), ["day"], unique=False)


def downgrade() -> None:
    op.drop_table("turned_away")
    op.drop_table("paper_form")
    op.drop_table("scan_count")
    with op.batch_alter_table("short_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_short_link_path"))
        for column in ("withdrawn_at", "version", "place", "town", "channel"):
            batch_op.drop_column(column)
