"""Finding dossiers and watching a unit's work.

A dossier knows its applicant's identity number apart from what everybody searches, and its due time where lists and
reports count it; months are folded beside days; targets of indicators; who ordered a substitution.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FILL = """
UPDATE dossier d SET
  due_at = c.due_at, due_paused = c.paused_since IS NOT NULL,
  due_moved = jsonb_array_length(coalesce(d.life -> 'deadlines' -> 'committed' -> 'closed', '[]'))
            + jsonb_array_length(coalesce(d.life -> 'deadlines' -> 'committed' -> 'open', '[]'))
            + jsonb_array_length(coalesce(d.life -> 'deadlines' -> 'committed' -> 'extensions', '[]')) > 0
FROM deadline c WHERE c.dossier_id = d.id AND c.kind = 'committed'
"""
_IDENTITY = """
UPDATE dossier d SET
  identity = r.number,
  search = array_to_string(array_remove(string_to_array(d.search, ' '), lower(r.number)), ' ')
FROM (SELECT id, coalesce(facts -> 'applicant' ->> 'identity', facts -> 'applicant' ->> 'tax_code') AS number
        FROM dossier WHERE branch = '' AND jsonb_typeof(facts -> 'applicant' -> 'identity') IS DISTINCT FROM 'object') r
WHERE r.id = d.root_id AND r.number IS NOT NULL
"""
_MONTHS = """
INSERT INTO fact_month (month, agency, procedure_code, field_code, channel, sub, metric, count)
SELECT date_trunc('month', day)::date, agency, procedure_code, field_code, channel, sub, metric, sum(count)
  FROM fact_day GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


def upgrade() -> None:
    op.add_column("dossier", sa.Column("identity", sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dossier", sa.Column("due_paused", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("dossier", sa.Column("due_moved", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(_FILL)
    op.execute(_IDENTITY)
    op.create_index("ix_dossier_identity", "dossier", ["identity"], postgresql_ops={"identity": "text_pattern_ops"})
    op.create_index(
        "ix_dossier_open",
        "dossier",
        ["competent", "field_code", "procedure_code", "status", "due_at"],
        postgresql_include=["due_paused", "due_moved", "trial", "branch", "received_at"],
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index("ix_dossier_due", "dossier", ["due_at", "id"], postgresql_where=sa.text("settled_at IS NULL"))
    op.create_index("ix_dossier_moved", "dossier", ["competent"], postgresql_where=sa.text("due_moved"))
    op.create_index(
        "ix_dossier_taken",
        "dossier",
        ["competent", "received_at"],
        postgresql_include=["channel", "trial", "branch"],
    )
    op.create_index(
        "ix_dossier_done",
        "dossier",
        ["competent", "settled_at"],
        postgresql_include=["received_at", "timeliness", "trial", "branch"],
    )
    op.create_index("ix_dossier_code_prefix", "dossier", ["code"], postgresql_ops={"code": "text_pattern_ops"})
    op.create_index(
        "ix_deadline_unanswered",
        "deadline",
        ["dossier_id"],
        postgresql_where=sa.text("kind = 'intake' AND NOT closed"),
    )
    op.drop_index("ix_task_queue", "task")
    op.create_index(
        "ix_task_queue", "task", ["agency", "role", "order_at", "id"], postgresql_include=["due_at", "assignee"]
    )
    op.create_index("ix_task_due", "task", ["due_at"])
    op.create_index("ix_task_unit", "task", ["agency", "order_at", "id"])
    op.create_index("ix_task_branch", "task", ["branch_id"])
    op.add_column("substitution", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("substitution", sa.Column("ordered_by", sa.Text(), nullable=True))
    op.add_column("substitution", sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_substitution_absent", "substitution", ["absent"])
    op.create_table(
        "fact_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("field_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sub", sa.Boolean(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "agency", "procedure_code", "field_code", "channel", "sub", "metric", name=op.f("pk_fact_month")
        ),
    )
    op.execute(_MONTHS)
    op.create_table(
        "indicator_target",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("percent", sa.Numeric(16, 2), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_indicator_target_agency_agency")),
        sa.PrimaryKeyConstraint("agency", "year", "indicator", name=op.f("pk_indicator_target")),
    )


def downgrade() -> None:
    op.drop_table("indicator_target")
    op.drop_table("fact_month")
    op.drop_index("ix_substitution_absent", "substitution")
    for name in ("ordered_at", "ordered_by", "reason"):
        op.drop_column("substitution", name)
    for name in ("ix_task_branch", "ix_task_unit", "ix_task_due", "ix_task_queue"):
        op.drop_index(name, "task")
    op.create_index("ix_task_queue", "task", ["agency", "role", "order_at", "id"])
    op.drop_index("ix_deadline_unanswered", "deadline")
    for name in ("code_prefix", "done", "taken", "moved", "due", "open", "identity"):
        op.drop_index(f"ix_dossier_{name}", "dossier")
    for name in ("due_moved", "due_paused", "due_at", "identity"):
        op.drop_column("dossier", name)
