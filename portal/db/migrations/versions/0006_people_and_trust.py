"""My things by phone and code, acting for a senior, who looked at what, and help against fraud."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_lookup", sa.String(), nullable=True),
        sa.Column("wish", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_wish")),
    )
    with op.batch_alter_table("data_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_wish_phone_lookup"), ["phone_lookup"], unique=False)

    op.create_table(
        "known_trick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('phone', 'link', 'words')", name=op.f("ck_known_trick_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_trick")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_known_trick_kind_value")),
    )
    op.create_table(
        "notice_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_given")),
        sa.UniqueConstraint("subject", name=op.f("uq_notice_given_subject")),
    )
    op.create_table(
        "representation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("senior_name", sa.LargeBinary(), nullable=False),
        sa.Column("senior_name_lookup", sa.String(), nullable=False),
        sa.Column("senior_phone", sa.LargeBinary(), nullable=True),
        sa.Column("senior_phone_lookup", sa.String(), nullable=True),
        sa.Column("helper_name", sa.LargeBinary(), nullable=False),
        sa.Column("helper_phone", sa.LargeBinary(), nullable=False),
        sa.Column("helper_phone_lookup", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=True),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=True),
        sa.Column("how_note", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'valid', 'ended')", name=op.f("ck_representation_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
    )
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_representation_helper_phone_lookup"), ["helper_phone_lookup"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_representation_senior_name_lookup"), ["senior_name_lookup"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_representation_senior_phone_lookup"), ["senior_phone_lookup"], unique=False
        )

    op.create_table(
        "resident_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_lookup", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_phone")),
        sa.UniqueConstraint("phone_lookup", name=op.f("uq_resident_phone_phone_lookup")),
    )
    op.create_table(
        "unmasking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmasking")),
    )
    with op.batch_alter_table("unmasking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unmasking_subject"), ["subject"], unique=False)

    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["phone_id"],
            ["resident_phone.id"],
            name=op.f("fk_sign_in_code_phone_id_resident_phone"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_phone_id"), ["phone_id"], unique=False)

    op.create_table(
        "fraud_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submit_key", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("warning_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["warning_id"], ["publication.id"], name=op.f("fk_fraud_report_warning_id_publication"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_report")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_fraud_report_submit_key")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_lookup", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_draft_phone_lookup"), ["phone_lookup"], unique=False)
