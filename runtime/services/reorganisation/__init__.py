"""What a reorganisation does: agencies end and others take over, and open dossiers follow them."""

from runtime.services.reorganisation.changes import Change, note
from runtime.services.reorganisation.changes import listed as changes
from runtime.services.reorganisation.following import Followed, follow
from runtime.services.reorganisation.undecided import Undecided, decide, undecided

__all__ = ["Change", "Followed", "Undecided", "changes", "decide", "follow", "note", "undecided"]
