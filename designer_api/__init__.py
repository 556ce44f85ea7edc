"""Authoring: check, play, and later drafts, publishing and the designer."""
