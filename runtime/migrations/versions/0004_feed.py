"""The feed of events for other systems, and webhooks.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_event",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_feed_event_dossier_id")),
        sa.PrimaryKeyConstraint("dossier_id", "n", name=op.f("pk_feed_event")),
    )
    op.create_index("uq_feed_event_position", "feed_event", ["position"], unique=True)
    op.create_index(
        "ix_feed_event_waiting", "feed_event", ["done_at"], postgresql_where=sa.text("position IS NULL")
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_webhook_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index("ix_webhook_next", "webhook", ["next_at"], postgresql_where=sa.text("active"))
    # what happened before there was a feed is told too, in the order it was done
    op.execute(
        "INSERT INTO feed_event (dossier_id, n, position, kind, branch, status, at, done_at) "
        "SELECT l.dossier_id, l.n, NULL, l.kind, l.branch, d.status, l.at, l.done_at FROM log l "
        "JOIN dossier d ON d.root_id = l.dossier_id AND d.branch = l.branch "
        "WHERE l.kind IN ('submitted', 'received', 'refused_at_intake', 'supplement_requested', "
        "'supplement_answered', 'deadline_extended', 'settled', 'returned', 'withdrawn', 'stopped', "
        "'payment_recorded', 'letter_issued')"
    )


def downgrade() -> None:
    op.drop_table("webhook")
    op.drop_table("feed_event")
