"""listings with a source, a history and corrections; the map in bands"""

from __future__ import annotations

import math
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

import porchlight.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEW = (
    ("source", sa.String(length=10)),
    ("city_folded", sa.Text()),
    ("exact", sa.Boolean()),
    ("website", sa.Text()),
    ("hours", sa.Text()),
    ("notes", sa.Text()),
    ("signs", sa.SmallInteger()),
    ("tie", sa.Integer()),
    ("hidden", sa.Boolean()),
    ("listed", sa.Boolean()),
)
_SIGNS = (
    {"CARF", "COA", "HFAP", "JC", "NCQA"},
    {"UB", "BUM", "DB", "MM", "DM", "UN", "RPN", "PMAT"},
    {"FCO"},
    {"ACC"},
    {"CBT", "DBT", "MOTI", "CMI", "MXM", "CRV"},
)
_HOURS_UNKNOWN = 1 << 53 | 1 << 54  # the bits maybe_evenings and maybe_weekends
_ACCEPTED = {"FEM": 1 << 55, "MALE": 1 << 56}


def upgrade() -> None:
    with op.batch_alter_table("facilities") as batch:
        for name, kind in _NEW:
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.add_column(sa.Column("same_as", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("band", sa.Integer(), nullable=True))
        batch.drop_index("ix_facilities_lat_lng_code_bits")
        batch.drop_index("ix_facilities_state")
    _fill()
    with op.batch_alter_table("facilities") as batch:
        for name, kind in _NEW:
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.create_index(
            "ix_facilities_near", ["band", "lng", "lat", "code_bits", "earth_x", "earth_y", "earth_z", "tie", "id"]
        )
        batch.create_index("ix_facilities_state_listed", ["state", "listed", "signs"])
        batch.create_index("ix_facilities_city", ["state", "city_folded"])
    with op.batch_alter_table("imports") as batch:
        batch.add_column(sa.Column("source", sa.String(length=10), nullable=True))
    op.execute("UPDATE imports SET source = CASE edition WHEN 'sample' THEN 'sample' ELSE 'samhsa' END")
    with op.batch_alter_table("imports") as batch:
        batch.alter_column("source", existing_type=sa.String(length=10), nullable=False)
    with op.batch_alter_table("place_names") as batch:
        batch.alter_column(
            "kind", existing_type=sa.String(length=5), type_=sa.String(length=6), existing_nullable=False
        )
    # They are filled again, now with counties, by `porchlight migrate` and by every import.
    op.execute("DELETE FROM place_names")
    op.execute("DELETE FROM places")
    op.create_table(
        "corrections",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("directory_value", sa.Text(), nullable=False),
        sa.Column("made_at", porchlight.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facilities.id"], name=op.f("fk_corrections_facility_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("facility_id", "field", name=op.f("pk_corrections")),
    )
    op.create_table(
        "facility_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", porchlight.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facilities.id"], name=op.f("fk_facility_changes_facility_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_facility_changes_import_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_changes")),
    )
    op.create_index("ix_facility_changes_facility_id", "facility_changes", ["facility_id"])
    op.create_table(
        "synced_states",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("synced_at", porchlight.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_synced_states")),
    )


def _fill() -> None:
    """Give the stored listings what follows from what is known of them. The next import sets right what is rough."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, key, city, lat, services, code_bits, sample, gone_at FROM facilities")
    ).all()
    filled = [
        {
            "id": row.id,
            "source": "sample" if row.sample else "samhsa",
            "city": _folded(row.city),
            "signs": sum(bool(set(row.services.split()) & sign) for sign in _SIGNS),
            "tie": int(row.key[:7], 16),
            "bits": row.code_bits | _HOURS_UNKNOWN | sum(_ACCEPTED.get(code, 0) for code in set(row.services.split())),
            "listed": row.gone_at is None,
            "band": None if row.lat is None or row.gone_at is not None else math.floor((row.lat + 90) / 0.05),
        }
        for row in rows
    ]
    if filled:
        connection.execute(
            sa.text(
                "UPDATE facilities SET source=:source, city_folded=:city, exact=:no, website='', hours='', notes='',"
                " signs=:signs, tie=:tie, code_bits=:bits, hidden=:no, listed=:listed, band=:band WHERE id=:id"
            ).bindparams(sa.bindparam("no", False, type_=sa.Boolean()), sa.bindparam("listed", type_=sa.Boolean())),
            filled,
        )


def _folded(city: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", city) if not unicodedata.combining(c)).lower()
    return "".join(re.findall(r"[a-z0-9]+", plain))


def downgrade() -> None:
    op.drop_table("synced_states")
    op.drop_table("facility_changes")
    op.drop_table("corrections")
    with op.batch_alter_table("place_names") as batch:
        batch.alter_column(
            "kind", existing_type=sa.String(length=6), type_=sa.String(length=5), existing_nullable=False
        )
    with op.batch_alter_table("imports") as batch:
        batch.drop_column("source")
    with op.batch_alter_table("facilities") as batch:
        for name in ("ix_facilities_near", "ix_facilities_state_listed", "ix_facilities_city"):
            batch.drop_index(name)
        for name in ("band", "same_as", *(name for name, _ in _NEW)):
            batch.drop_column(name)
        batch.create_index("ix_facilities_lat_lng_code_bits", ["lat", "lng", "code_bits"])
        batch.create_index("ix_facilities_state", ["state"])
