"""Sealed values are bound to their row: those that were bound to their column alone are sealed anew."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import keyring_of

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SEALED = (
    ("data_wish", ("id",), ("phone", "wish", "answer")),
    ("draft", ("id",), ("resume_code", "answers")),
    ("enrolment", ("id",), ("receipt_code", "helper_name", "helper_phone")),
    ("fault_report", ("id",), ("words", "phone")),
    ("fraud_report", ("id",), ("said", "sender", "contact")),
    ("handover", ("id",), ("checklist", "note")),
    ("home_modification", ("id",), ("ability",)),
    ("home_modification_file", ("id",), ("name",)),
    ("intake", ("id",), ("seed",)),
    ("lift_interest", ("id",), ("phone",)),
    ("message", ("id",), ("phone", "facts", "body", "sent_text")),
    ("participant", ("id",), ("name", "phone", "answers", "health")),
    ("party", ("id",), ("name", "phone")),
    ("representation", ("id",), ("senior_name", "senior_phone", "helper_name", "helper_phone", "how_note")),
    ("request_event", ("request_id", "seq"), ("note",)),
    ("request_revision", ("request_id", "number"), ("answers",)),
    ("resident_phone", ("id",), ("phone",)),
    ("service_request", ("id",), ("receipt_code",)),
    ("staff_member", ("id",), ("totp_secret",)),
)


def upgrade() -> None:
    _seal_anew(by_row=True)


def downgrade() -> None:
    _seal_anew(by_row=False)


def _seal_anew(*, by_row: bool) -> None:
    """What is bound is written out here, so that this stays true when the program binds in another way."""
    connection = op.get_bind()
    keyring = keyring_of(connection.dialect)
    for table, keys, columns in SEALED:
        for column in columns:
            place = f"{table}.{column}"
            here = sa.table(table, *(sa.column(name) for name in (*keys, column)))
            rows = connection.execute(sa.select(*(here.c[key] for key in keys), here.c[column])).all()
            for *row, sealed in rows:
                if sealed is None:
                    continue
                in_row = f"{place}\0{','.join(str(key) for key in row)}"
                old, new = (place, in_row) if by_row else (in_row, place)
                fresh = keyring.seal(keyring.open(bytes(sealed), old), new)
                same = [here.c[key] == value for key, value in zip(keys, row, strict=True)]
                connection.execute(sa.update(here).where(*same).values({column: fresh}))
