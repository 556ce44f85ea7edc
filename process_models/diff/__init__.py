"""What changed between two versions of a package: in words, as data, and on the diagram."""

from process_models.diff.changes import Change, Changes
from process_models.diff.comparing import compare
from process_models.diff.page import diagrams, page

__all__ = ["Change", "Changes", "compare", "diagrams", "page"]
