"""The organisation as it changes: successors by territory, dated names, moves of dossiers, reference lists.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("agency_successor", sa.Column("territories", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("agency_successor", sa.Column("decision", sa.Text(), nullable=True))
    op.create_table(
        "agency_name",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_agency_name_agency")),
        sa.PrimaryKeyConstraint("agency", "valid_from", name=op.f("pk_agency_name")),
    )
    op.create_table(
        "dossier_move",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("from_agency", sa.Text(), nullable=False),
        sa.Column("to_agency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_move_dossier_id")),
        sa.ForeignKeyConstraint(["from_agency"], ["agency.code"], name=op.f("fk_dossier_move_from_agency")),
        sa.ForeignKeyConstraint(["to_agency"], ["agency.code"], name=op.f("fk_dossier_move_to_agency")),
        sa.PrimaryKeyConstraint("dossier_id", "at", name=op.f("pk_dossier_move")),
    )
    op.create_table(
        "structure_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_change")),
    )
    op.create_index(op.f("ix_structure_change_at"), "structure_change", ["at"])
    op.create_table(
        "reference_list",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reference_list")),
    )
    op.create_table(
        "reference_entry",
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["list_name"], ["reference_list.name"], name=op.f("fk_reference_entry_list_name")),
        sa.PrimaryKeyConstraint("list_name", "code", "valid_from", name=op.f("pk_reference_entry")),
    )
    op.create_index("ix_dossier_trial", "dossier", ["id"], postgresql_where=sa.text("trial"))


def downgrade() -> None:
    op.drop_index("ix_dossier_trial", table_name="dossier")
    op.drop_table("reference_entry")
    op.drop_table("reference_list")
    op.drop_table("structure_change")
    op.drop_table("dossier_move")
    op.drop_table("agency_name")
    op.drop_column("agency_successor", "decision")
    op.drop_column("agency_successor", "territories")
