"""Public conformance cases beside the repository; tests that need them are skipped, with the reason, without them."""

from pathlib import Path

import pytest

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def needs(name: str) -> pytest.MarkDecorator:
    """Skip a test when the corpus ``name`` is not there."""
    return pytest.mark.skipif(not (CORPORA / name).exists(), reason=f"corpus {name} is not at {CORPORA}")
