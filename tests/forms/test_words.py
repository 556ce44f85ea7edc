from datetime import date

import pytest

from forms import date_in_words, number_in_words
from forms.words import FUNCTIONS


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (1_001, "một nghìn không trăm linh một"),
        (2_026, "hai nghìn không trăm hai mươi sáu"),
        (1_500_000, "một triệu năm trăm nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (10**9, "một tỷ"),
        (1_000_000_001, "một tỷ không trăm linh một"),
        (25 * 10**11, "hai nghìn năm trăm tỷ"),
        (-3, "âm ba"),
    ],
)
def test_amounts_have_words(number, words):
    assert number_in_words(number) == words


def test_amounts_beyond_all_money_are_refused():
    with pytest.raises(ValueError, match="10"):
        number_in_words(10**18)


def test_dates_have_words():
    assert date_in_words(date(2026, 4, 5)) == "ngày mùng năm tháng tư năm hai nghìn không trăm hai mươi sáu"


@pytest.mark.parametrize("value", [None, "x", True, 10**18])
def test_what_has_no_words_gives_null(value):
    assert FUNCTIONS["in words"](value) is None
    assert FUNCTIONS["date in words"](value) is None
