"""A further supplement request waits for an approver.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "supplement_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("proposed_at", _INSTANT, nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_supplement_proposal_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_proposal")),
    )
    op.create_index(
        "ix_supplement_proposal_open",
        "supplement_proposal",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_supplement_proposal_root_id"), "supplement_proposal", ["root_id"])
    op.create_index(op.f("ix_supplement_proposal_proposed_by"), "supplement_proposal", ["proposed_by"])


def downgrade() -> None:
    op.drop_table("supplement_proposal")
