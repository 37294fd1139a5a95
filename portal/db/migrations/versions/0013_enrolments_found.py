"""Enrolments are found under a phone, and refusals are counted by band of age."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("helper_phone_lookup", sa.String(), nullable=True))
    op.create_index(op.f("ix_enrolment_helper_phone_lookup"), "enrolment", ["helper_phone_lookup"], unique=False)
    op.add_column("enrolment", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("participant", sa.Column("phone_lookup", sa.String(), nullable=True))
    op.create_index(op.f("ix_participant_phone_lookup"), "participant", ["phone_lookup"], unique=False)
    op.create_table(
        "enrolment_refused",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("age", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_enrolment_refused_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("intake_id", "day", "reason", "age", name=op.f("pk_enrolment_refused")),
    )
    op.execute(
        "INSERT INTO enrolment_refused (intake_id, day, reason, age, times) "
        "SELECT intake_id, day, reason, '', times FROM enrolment_refusal"
    )
    op.drop_table("enrolment_refusal")
