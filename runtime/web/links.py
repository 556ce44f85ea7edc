"""Addresses of pages with a query."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import url_for


def address(endpoint: str, query: Mapping[str, str]) -> str:
    """The address of a page without parameters of its own, with a query when there is one."""
    place = url_for(endpoint)
    return f"{place}?{urlencode(query)}" if query else place
