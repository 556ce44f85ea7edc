"""Every code has sentences in both languages and a row in the documentation."""

import re
from pathlib import Path

from engine.verify import CODES, MESSAGES

DOCS = Path(__file__).parents[3] / "docs" / "verification.md"


def test_every_code_has_a_sentence_and_a_remedy_in_both_languages():
    assert set(MESSAGES) == set(CODES)
    for code, texts in MESSAGES.items():
        assert set(texts) == {"vi", "en"}, code
        for sentence, remedy in texts.values():
            assert sentence.strip()
            assert remedy.strip()


def test_both_languages_tell_the_same():
    for code, texts in MESSAGES.items():
        vi, en = (set(re.findall(r"{(\w+)}", " ".join(texts[lang]))) for lang in ("vi", "en"))
        assert vi - en <= {"incident"}, code
        assert en - vi <= set(), code


def test_every_code_is_documented():
    text = DOCS.read_text(encoding="utf-8")
    assert [code for code in CODES if f"`{code}`" not in text] == []
