"""Importing the organisation from tables: agencies, people, lists, offers, reorganisations, and days of calendars.

A file is taken as a whole or not at all. Rows are known by their codes, so importing a file again changes nothing.
What is wrong is told by row and column. A dry run does everything but keep it. What the actor does not administer is a
problem of its row.
"""

from runtime.services.importing.loading import KINDS, Imported, Kind, load, load_days
from runtime.services.importing.table import Column, Problem
from runtime.services.importing.template import template

__all__ = ["KINDS", "Column", "Imported", "Kind", "Problem", "load", "load_days", "template"]
