"""Packages made from step tables and patterns: complete, drawn, and flagged where an analyst should look."""

from process_models.making.package import Made, code_of, make_package
from process_models.making.patterns import PATTERNS, pattern_table
from process_models.making.settings import Options

__all__ = ["PATTERNS", "Made", "Options", "code_of", "make_package", "pattern_table"]
