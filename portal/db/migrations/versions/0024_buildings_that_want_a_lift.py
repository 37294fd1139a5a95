"""The building of whoever wishes for a lift is sealed, and counted by a keyed hash of community and building."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from portal.db.sealing import Keyring
from portal.db.types import keyring_of
from portal.home_modification_case.household import plain

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLE = "lift_interest"
OLD, NEW = "uq_lift_interest_village_building_key_phone_lookup", "uq_lift_interest_building_lookup_phone_lookup"


def upgrade() -> None:
    """On PostgreSQL the table is written anew after its words are sealed, so that no old row keeps them as text."""
    connection = op.get_bind()
    keyring = keyring_of(connection.dialect)
    _try(connection, keyring)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    op.add_column(TABLE, sa.Column("building_lookup", sa.String(), nullable=True))
    op.add_column(TABLE, sa.Column("building_sealed", sa.LargeBinary(), nullable=True))
    here = _table("village", "building", "building_key", "building_lookup", building_sealed=sa.LargeBinary())
    for row in connection.execute(sa.select(here)).all():
        fresh = {
            "building_lookup": keyring.lookup(f"{row.village}\0{row.building_key}", f"{TABLE}.building"),
            "building_sealed": keyring.seal(row.building.encode(), _place("building", row.id)),
        }
        connection.execute(sa.update(here).where(here.c.id == row.id).values(fresh))
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(OLD, type_="unique")
        batch.drop_column("building")
        batch.drop_column("building_key")
        batch.alter_column("building_lookup", existing_type=sa.String(), nullable=False)
        batch.alter_column(
            "building_sealed", new_column_name="building", existing_type=sa.LargeBinary(), nullable=False
        )
        batch.create_unique_constraint(NEW, ["building_lookup", "phone_lookup"])
    if connection.dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {TABLE} ALTER village TYPE varchar USING village || ''")
    # A daughter who applied for her father was written down as "parent", which is no relation of hers to him.
    op.execute("UPDATE representation SET relation = 'child' WHERE relation = 'parent'")


def downgrade() -> None:
    connection = op.get_bind()
    keyring = keyring_of(connection.dialect)
    op.add_column(TABLE, sa.Column("building_key", sa.String(), nullable=True))
    op.add_column(TABLE, sa.Column("building_plain", sa.String(), nullable=True))
    here = _table("building_key", "building_plain", building=sa.LargeBinary())
    for row in connection.execute(sa.select(here)).all():
        building = keyring.open(bytes(row.building), _place("building", row.id)).decode()
        fresh = {"building_key": plain(building), "building_plain": building}
        connection.execute(sa.update(here).where(here.c.id == row.id).values(fresh))
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(NEW, type_="unique")
        batch.drop_column("building")
        batch.drop_column("building_lookup")
        batch.alter_column("building_key", existing_type=sa.String(), nullable=False)
        batch.alter_column("building_plain", new_column_name="building", existing_type=sa.String(), nullable=False)
        batch.create_unique_constraint(OLD, ["village", "building_key", "phone_lookup"])


def _try(connection: sa.Connection, keyring: Keyring) -> None:
    """Raises `WrongKey` before anything is sealed with a key that opens nothing else here."""
    here = _table(phone=sa.LargeBinary())
    for row in connection.execute(sa.select(here).order_by(here.c.id.desc()).limit(1)):
        keyring.open(bytes(row.phone), _place("phone", row.id))


def _table(*texts: str, **others: TypeEngine[Any]) -> sa.TableClause:
    kinds: dict[str, TypeEngine[Any]] = {**{name: sa.String() for name in texts}, **others}
    return sa.table(TABLE, sa.column("id", sa.Integer()), *(sa.column(name, kind) for name, kind in kinds.items()))


def _place(column: str, number: int) -> str:
    """Written out here, so that this stays true when the program binds in another way."""
    return f"{TABLE}.{column}\0{number}"
