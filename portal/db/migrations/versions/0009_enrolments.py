"""Intakes with their quotas, enrolments, and who was there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pooled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_reason", sa.String(), nullable=True),
        sa.Column("seed", sa.LargeBinary(), nullable=True),
        sa.Column("seed_hash", sa.String(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn", sa.JSON(), nullable=True),
        sa.CheckConstraint("method IN ('first_come', 'draw')", name=op.f("ck_intake_method")),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_intake_publication_id_publication"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_intake_publication_id")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("submit_key", sa.String(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("receipt_code", sa.LargeBinary(), nullable=False),
        sa.Column("helper_name", sa.LargeBinary(), nullable=True),
        sa.Column("helper_phone", sa.LargeBinary(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'offered', 'placed', 'cancelled', 'declined', 'lapsed', 'called_off')",
            name=op.f("ck_enrolment_state"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_enrolment_size")),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_enrolment_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("intake_id", "ticket", name=op.f("uq_enrolment_intake_id_ticket")),
        sa.UniqueConstraint("reference", name=op.f("uq_enrolment_reference")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_enrolment_submit_key")),
    )
    op.create_index("ix_enrolment_line", "enrolment", ["intake_id", "channel", "state", "rank", "id"], unique=False)
    op.create_index("ix_enrolment_offers", "enrolment", ["state", "offer_until"], unique=False)
    op.create_table(
        "enrolment_refusal",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_enrolment_refusal_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("intake_id", "day", "reason", name=op.f("pk_enrolment_refusal")),
    )
    op.create_table(
        "intake_day",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("called_off_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_intake_day_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("intake_id", "day", name=op.f("pk_intake_day")),
    )
    op.create_table(
        "intake_quota",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("shut", sa.Boolean(), nullable=False),
        sa.CheckConstraint("channel IN ('online', 'phone', 'counter')", name=op.f("ck_intake_quota_channel")),
        sa.CheckConstraint("taken >= 0 AND taken <= places", name=op.f("ck_intake_quota_places")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_intake_quota_waiting")),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_intake_quota_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("intake_id", "channel", name=op.f("pk_intake_quota")),
    )
    op.create_table(
        "enrolment_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_enrolment_event_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_event")),
    )
    op.create_index(op.f("ix_enrolment_event_enrolment_id"), "enrolment_event", ["enrolment_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("alike_key", sa.String(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("health", sa.LargeBinary(), nullable=True),
        sa.Column("health_until", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_participant_enrolment_id_enrolment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake.id"], name=op.f("fk_participant_intake_id_intake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    op.create_index("ix_participant_alike", "participant", ["intake_id", "alike_key"], unique=False)
    op.create_index(op.f("ix_participant_enrolment_id"), "participant", ["enrolment_id"], unique=False)
    op.create_index("ix_participant_health", "participant", ["health_until"], unique=False)
    op.create_index("ix_participant_person", "participant", ["person_key"], unique=False)
    op.create_index(
        "uq_participant_once",
        "participant",
        ["intake_id", "person_key"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )
    op.create_table(
        "presence",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_presence_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "day", name=op.f("pk_presence")),
    )
