"""Stations, items and their days; loans with their money and the waiting list."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rental_terms()
    _station()
    _subsidy_account()
    _item()
    _station_closed_day()
    _item_event()
    _item_label()
    _item_record()
    _loan()
    _fault_report()
    _handover()
    _item_day()
    _ledger_line()
    _waiting_place()


def _rental_terms() -> None:
    op.create_table(
        "rental_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("device_class", sa.String(), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=False),
        sa.Column("turnaround_days", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("max_weight_kg", sa.Integer(), nullable=True),
        sa.Column("width_cm", sa.Integer(), nullable=True),
        sa.Column("is_pushed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rental_terms")),
        sa.UniqueConstraint("device", name=op.f("uq_rental_terms_device")),
    )


def _station() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("max_visits", sa.Integer(), nullable=False),
        sa.Column("delivers", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("slug", name=op.f("uq_station_slug")),
    )


def _subsidy_account() -> None:
    op.create_table(
        "subsidy_account",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("cap_fen", sa.Integer(), nullable=False),
        sa.Column("used_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("used_fen >= 0 AND used_fen <= cap_fen", name=op.f("ck_subsidy_account_cap")),
        sa.PrimaryKeyConstraint("person", "programme", "year", name=op.f("pk_subsidy_account")),
    )


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "condition IN ('new', 'ready', 'awaiting_check', 'cleaning', 'repair', 'incomplete', 'quarantine', "
            "'in_transit', 'missing', 'retired')",
            name=op.f("ck_item_condition"),
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_item_station_id_station")),
        sa.ForeignKeyConstraint(["terms_id"], ["rental_terms.id"], name=op.f("fk_item_terms_id_rental_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("number", name=op.f("uq_item_number")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index("ix_item_pool", ["terms_id", "station_id", "condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_station_id"), ["station_id"], unique=False)


def _station_closed_day() -> None:
    op.create_table(
        "station_closed_day",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_station_closed_day_station_id_station"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("station_id", "day", name=op.f("pk_station_closed_day")),
    )


def _item_event() -> None:
    op.create_table(
        "item_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_event_item_id_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_event")),
    )
    with op.batch_alter_table("item_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_event_item_id"), ["item_id"], unique=False)


def _item_label() -> None:
    op.create_table(
        "item_label",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_label_item_id_item")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_item_label")),
        sa.UniqueConstraint("item_id", name=op.f("uq_item_label_item_id")),
    )


def _item_record() -> None:
    op.create_table(
        "item_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("checked", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('hygiene', 'safety')", name=op.f("ck_item_record_kind")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_record_item_id_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_record")),
    )
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_record_item_id"), ["item_id"], unique=False)


def _loan() -> None:
    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.Column("is_delivered", sa.Boolean(), nullable=False),
        sa.Column("out_on", sa.Date(), nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("rent_fen_month", sa.Integer(), nullable=False),
        sa.Column("deposit_fen", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.CheckConstraint("end_day >= start_day", name=op.f("ck_loan_days")),
        sa.CheckConstraint("holds OR NOT is_out", name=op.f("ck_loan_out")),
        sa.CheckConstraint("item_id IS NOT NULL OR NOT holds", name=op.f("ck_loan_holds")),
        sa.ForeignKeyConstraint(
            ["id"], ["service_request.id"], name=op.f("fk_loan_id_service_request"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_loan_item_id_item")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_loan_station_id_station")),
        sa.ForeignKeyConstraint(["terms_id"], ["rental_terms.id"], name=op.f("fk_loan_terms_id_rental_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("id", "item_id", name=op.f("uq_loan_id_item_id")),
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loan_person"), ["person"], unique=False)
        batch_op.create_index("ix_loan_pool", ["terms_id", "station_id", "start_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_station_id"), ["station_id"], unique=False)
        batch_op.create_index(
            "uq_loan_one_holder",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("is_out"),
            postgresql_where=sa.text("is_out"),
        )


def _fault_report() -> None:
    op.create_table(
        "fault_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_fault_report_item_id_item")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_fault_report_loan_id_loan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_report")),
    )
    with op.batch_alter_table("fault_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fault_report_item_id"), ["item_id"], unique=False)


def _handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("checklist", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('out', 'in')", name=op.f("ck_handover_kind")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_handover_item_id_item")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_handover_loan_id_loan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_loan_id"), ["loan_id"], unique=False)


def _item_day() -> None:
    op.create_table(
        "item_day",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'block') = (loan_id IS NULL)", name=op.f("ck_item_day_owner")),
        sa.CheckConstraint("kind IN ('loan', 'turnaround', 'overdue', 'block')", name=op.f("ck_item_day_kind")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_day_item_id_item")),
        sa.ForeignKeyConstraint(
            ["loan_id", "item_id"],
            ["loan.id", "loan.item_id"],
            name=op.f("fk_item_day_loan_id_item_id_loan"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "day", name=op.f("pk_item_day")),
    )
    with op.batch_alter_table("item_day", schema=None) as batch_op:
        batch_op.create_index("ix_item_day_loan", ["loan_id", "day"], unique=False)


def _ledger_line() -> None:
    op.create_table(
        "ledger_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('deposit_in', 'deposit_out', 'deduct', 'rent', 'subsidy', 'subsidy_back', 'waiver')",
            name=op.f("ck_ledger_line_kind"),
        ),
        sa.CheckConstraint("fen > 0", name=op.f("ck_ledger_line_fen")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_ledger_line_loan_id_loan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_line")),
        sa.UniqueConstraint("receipt", name=op.f("uq_ledger_line_receipt")),
    )
    with op.batch_alter_table("ledger_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_line_loan_id"), ["loan_id"], unique=False)


def _waiting_place() -> None:
    op.create_table(
        "waiting_place",
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_until", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loan.id"], name=op.f("fk_waiting_place_loan_id_loan"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_waiting_place_station_id_station")),
        sa.ForeignKeyConstraint(["terms_id"], ["rental_terms.id"], name=op.f("fk_waiting_place_terms_id_rental_terms")),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_waiting_place")),
    )
    with op.batch_alter_table("waiting_place", schema=None) as batch_op:
        batch_op.create_index(
            "uq_waiting_one_offer",
            ["terms_id", "station_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL AND offered_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND offered_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_waiting_one_place",
            ["terms_id", "person"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
