"""Orders to move dossiers to another version of their procedure, and their dossiers.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "migration_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("sources", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("plan", json, nullable=False),
        sa.Column("agencies", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("started_at", instant, nullable=True),
        sa.Column("started_by", sa.Text(), nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["target"], ["package.hash"], name=op.f("fk_migration_job_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_job")),
    )
    op.create_index(
        "ix_migration_job_active",
        "migration_job",
        ["created_at"],
        postgresql_where=sa.text("state IN ('checking', 'running', 'undoing')"),
    )
    op.create_table(
        "migration_item",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", json, nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("at", instant, nullable=True),
        sa.Column("former", json, nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["migration_job.id"], name=op.f("fk_migration_item_job_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_migration_item_dossier_id")),
        sa.PrimaryKeyConstraint("job_id", "dossier_id", name=op.f("pk_migration_item")),
    )
    op.create_index(
        op.f("ix_migration_item_job_id_state_dossier_id"), "migration_item", ["job_id", "state", "dossier_id"]
    )
    op.create_index(op.f("ix_migration_item_dossier_id"), "migration_item", ["dossier_id"])
    op.create_index(
        "ix_migration_item_former",
        "migration_item",
        ["dossier_id"],
        postgresql_where=sa.text("former IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("migration_item")
    op.drop_table("migration_job")
