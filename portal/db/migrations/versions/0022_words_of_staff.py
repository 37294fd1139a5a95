"""Words of staff about a loan or a device, and who builds at a home, are sealed; what stands there is sealed now."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from portal.db.sealing import Keyring
from portal.db.types import keyring_of

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SEALED = (
    ("ledger_line", "reason"),
    ("item_event", "note"),
    ("home_modification", "builder"),
    ("home_modification", "builder_phone"),
)
# On SQLite a table that others point at must not be made anew: dropping the old one would delete their rows.
POINTED_AT = ("home_modification",)
# What was sealed before, by which the key is tried: where one of them has rows, a wrong key does not open them.
SEALED_BEFORE = (
    ("data_wish", "wish"),
    ("draft", "resume_code"),
    ("enrolment", "receipt_code"),
    ("fault_report", "words"),
    ("fraud_report", "said"),
    ("handover", "note"),
    ("intake", "seed"),
    ("message", "body"),
    ("representation", "helper_name"),
    ("resident_phone", "phone"),
    ("service_request", "receipt_code"),
    ("staff_member", "totp_secret"),
)
AT_ONCE = 1000


def upgrade() -> None:
    """On PostgreSQL the table is written anew after its words are sealed, so that no old row keeps them as text."""
    connection = op.get_bind()
    keyring = keyring_of(connection.dialect)
    _try(connection, keyring)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    for table, column in SEALED:
        if connection.dialect.name == "sqlite":
            _declare(table, column, sa.String(), sa.LargeBinary())
            _each(table, column, sa.LargeBinary(), keyring.seal)
        else:
            _each(table, column, sa.String(), lambda plain, place: keyring.seal(plain.encode(), place).hex())
            op.execute(f"ALTER TABLE {table} ALTER {column} TYPE bytea USING decode({column}, 'hex')")


def downgrade() -> None:
    connection = op.get_bind()
    keyring = keyring_of(connection.dialect)
    for table, column in SEALED:
        if connection.dialect.name == "sqlite":
            _each(table, column, sa.LargeBinary(), keyring.open)
            _declare(table, column, sa.LargeBinary(), sa.String())
        else:
            op.execute(f"ALTER TABLE {table} ALTER {column} TYPE varchar USING encode({column}, 'hex')")
            _each(table, column, sa.String(), lambda sealed, place: keyring.open(bytes.fromhex(sealed), place).decode())


def _try(connection: sa.Connection, keyring: Keyring) -> None:
    """Raises `WrongKey` before anything is sealed with a key that opens nothing else here."""
    for table, column in SEALED_BEFORE:
        here = sa.table(table, sa.column("id", sa.Integer()), sa.column(column, sa.LargeBinary()))
        filled = sa.select(here.c.id, here.c[column]).where(here.c[column].is_not(None))
        for number, sealed in connection.execute(filled.order_by(here.c.id.desc()).limit(1)):
            keyring.open(bytes(sealed), _place(table, column, number))


def _place(table: str, column: str, number: int) -> str:
    """Written out here, so that this stays true when the program binds in another way."""
    return f"{table}.{column}\0{number}"


def _declare(table: str, column: str, old: TypeEngine[Any], new: TypeEngine[Any]) -> None:
    """Another type of a column of SQLite, with the same bytes in it."""
    if table not in POINTED_AT:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=old, type_=new, existing_nullable=False)
        return
    declared = new.compile(dialect=op.get_bind().dialect)
    op.add_column(table, sa.Column(f"{column}_anew", new, nullable=True))
    op.execute(f"UPDATE {table} SET {column}_anew = CAST({column} AS {declared})")  # noqa: S608  # names of our own
    op.drop_column(table, column)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {column}_anew TO {column}")


def _each(table: str, column: str, kind: TypeEngine[Any], made: Callable[[Any, str], object]) -> None:
    """Put into every row what is made of what stands there, a helping at a time."""
    connection = op.get_bind()
    here = sa.table(table, sa.column("id", sa.Integer()), sa.column(column, kind))
    filled = sa.select(here.c.id, here.c[column]).where(here.c[column].is_not(None)).order_by(here.c.id).limit(AT_ONCE)
    change = sa.update(here).where(here.c.id == sa.bindparam("number")).values({column: sa.bindparam("fresh")})
    rows = connection.execute(filled).all()
    while rows:
        fresh = [{"number": number, "fresh": made(value, _place(table, column, number))} for number, value in rows]
        connection.execute(change, fresh)
        rows = connection.execute(filled.where(here.c.id > rows[-1][0])).all()
