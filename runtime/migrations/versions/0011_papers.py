"""Papers and register books: what a letter says and its PDF are frozen, prints are counted, notes correct entries.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)

STAYS = """
CREATE FUNCTION letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.dossier_id, NEW.branch, NEW.key, NEW.agency, NEW.year, NEW.number, NEW.issued_at, NEW.issued_by)
     IS DISTINCT FROM
     (OLD.id, OLD.dossier_id, OLD.branch, OLD.key, OLD.agency, OLD.year, OLD.number, OLD.issued_at, OLD.issued_by)
     OR (NEW.snapshot IS NOT NULL AND NEW.snapshot IS DISTINCT FROM OLD.snapshot)
     OR (OLD.pdf_hash IS NOT NULL AND NEW.pdf_hash IS DISTINCT FROM OLD.pdf_hash) THEN
    RAISE EXCEPTION 'letter % is issued and cannot be changed', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_stays BEFORE UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION letter_stays();
CREATE FUNCTION entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'register books are only added to';
END $$;
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON register_entry
  FOR EACH ROW EXECUTE FUNCTION entry_stays();
CREATE TRIGGER note_stays BEFORE UPDATE OR DELETE ON register_note
  FOR EACH ROW EXECUTE FUNCTION entry_stays();
"""


def upgrade() -> None:
    op.add_column("letter", sa.Column("trial", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("uq_letter_number", table_name="letter")
    op.create_index("uq_letter_number", "letter", ["trial", "key", "agency", "year", "number"], unique=True)
    op.add_column("letter", sa.Column("snapshot", JSONB, nullable=True))
    op.add_column("letter", sa.Column("template_hash", sa.Text(), nullable=True))
    op.add_column("letter", sa.Column("pdf_hash", sa.Text(), nullable=True))
    op.add_column("letter", sa.Column("pdf_size", sa.BigInteger(), nullable=True))
    op.add_column("letter", sa.Column("pdf_template", sa.Text(), nullable=True))
    op.add_column("letter", sa.Column("rendered_at", TIME, nullable=True))
    op.drop_column("register_entry", "note")
    _prints()
    _sheets()
    op.create_table(
        "register_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=op.f("fk_register_note_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_note")),
    )
    op.create_index(op.f("ix_register_note_entry_id"), "register_note", ["entry_id"])
    op.execute(STAYS)


def _prints() -> None:
    op.create_table(
        "letter_print",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("copy", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_print_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "copy", name=op.f("pk_letter_print")),
    )


def _sheets() -> None:
    op.create_table(
        "post_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", JSONB, nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_sheet")),
    )
    op.create_index("uq_post_sheet_number", "post_sheet", ["agency", "year", "number"], unique=True)
    op.create_table(
        "post_line",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["post_sheet.id"], name=op.f("fk_post_line_sheet_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_post_line_dossier_id")),
        sa.PrimaryKeyConstraint("sheet_id", "dossier_id", name=op.f("pk_post_line")),
    )
    op.create_index(op.f("ix_post_line_dossier_id"), "post_line", ["dossier_id"])


def downgrade() -> None:
    op.execute("DROP TRIGGER entry_stays ON register_entry")
    op.execute("DROP TRIGGER letter_stays ON letter")
    op.drop_table("register_note")
    op.drop_table("post_line")
    op.drop_table("post_sheet")
    op.drop_table("letter_print")
    op.execute("DROP FUNCTION entry_stays")
    op.execute("DROP FUNCTION letter_stays")
    op.add_column("register_entry", sa.Column("note", sa.Text(), nullable=True))
    for name in ("rendered_at", "pdf_template", "pdf_size", "pdf_hash", "template_hash", "snapshot"):
        op.drop_column("letter", name)
    op.drop_index("uq_letter_number", table_name="letter")
    op.drop_column("letter", "trial")
    op.create_index("uq_letter_number", "letter", ["key", "agency", "year", "number"], unique=True)
