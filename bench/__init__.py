"""Measurements of Motcua, printed as JSON lines: ratios within one run, because machines are noisy."""
