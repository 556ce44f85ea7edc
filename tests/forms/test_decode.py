from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import decode, view
from forms.entries import EntryError, amount, decimal, lines, one_line, whole
from forms.texts import entry_text, number_text

from .conftest import make, text

SCALARS = {
    "name": {"type": "string"},
    "story": {"type": "string"},
    "phone": {"type": "string"},
    "mail": {"type": "string", "format": "email"},
    "born": {"type": "string", "format": "date"},
    "known": {"type": "string", "format": "partial-date"},
    "count": {"type": "integer"},
    "size": {"type": "number"},
    "fee": {"type": "integer"},
    "kind": {"enum": ["a", "b"]},
    "level": {"type": "integer", "enum": [1, 2]},
    "kinds": {"type": "array", "items": {"enum": ["a", "b"]}},
    "place": {"properties": {"code": {"type": "string"}, "label": {"type": "string"}}},
    "yes": {"type": "boolean"},
    "sure": {"type": "boolean", "const": True},
    "scan": {"type": "string", "format": "file-id"},
    "scans": {"type": "array", "items": {"type": "string", "format": "file-id"}},
    "auto": {"type": "integer"},
}
AB = {"a": text("A"), "b": text("B")}
FORM = make(
    SCALARS,
    [
        {"field": "name"},
        {"field": "story", "widget": "long"},
        {"field": "phone", "widget": "tel"},
        {"field": "mail"},
        {"field": "born"},
        {"field": "known"},
        {"field": "count"},
        {"field": "size"},
        {"field": "fee", "widget": "money"},
        {"field": "kind", "options": AB},
        {"field": "level", "options": {"1": text("I"), "2": text("II")}},
        {"field": "kinds", "options": AB},
        {"field": "place", "source": "places"},
        {"field": "yes"},
        {"field": "sure"},
        {"field": "scan"},
        {"field": "scans"},
        {"field": "auto", "computed": "= 1 + 1"},
    ],
)


def read(**posted: str | list[str]) -> Any:
    """Decode one page; double underscores in names stand for dots. The tick that is absent is left out."""
    texts = {name.replace("__", "."): [value] if isinstance(value, str) else value for name, value in posted.items()}
    decoded = decode(FORM, texts)
    decoded.data.pop("sure", None)
    return decoded


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({"name": "  Nguyễn   Văn\tA \n"}, {"name": "Nguyễn Văn A"}),
        ({"name": "Nguye\u0302\u0303n\u200b\x00"}, {"name": "Nguyễn"}),
        ({"name": ["first", "second"]}, {"name": "first"}),
        ({"name": []}, {}),
        ({"name": "   "}, {}),
        ({"story": " một\r\nhai\rba \n"}, {"story": "một\nhai\nba"}),
        ({"phone": "+84 (912) 345-678"}, {"phone": "+84912345678"}),
        ({"born__day": "2", "born__month": "05", "born__year": "1980"}, {"born": "1980-05-02"}),
        ({"known__year": "1980"}, {"known": "1980"}),
        ({"known__year": "1980", "known__month": "5"}, {"known": "1980-05"}),
        ({"known__year": "1980", "known__month": "5", "known__day": "2"}, {"known": "1980-05-02"}),
        ({"count": "1.500"}, {"count": 1500}),
        ({"count": "-3"}, {"count": -3}),
        ({"count": "1 500"}, {"count": 1500}),
        ({"size": "1.234,5"}, {"size": Decimal("1234.5")}),
        ({"size": "85.5"}, {"size": Decimal("85.5")}),
        ({"size": "1.234"}, {"size": Decimal(1234)}),
        ({"size": "12"}, {"size": Decimal(12)}),
        ({"fee": "1.500.000 đ"}, {"fee": 1_500_000}),
        ({"fee": "1,500,000 VND"}, {"fee": 1_500_000}),
        ({"fee": "200000đồng"}, {"fee": 200_000}),
        ({"kind": "a"}, {"kind": "a"}),
        ({"level": "2"}, {"level": 2}),
        ({"kinds": ["b", "a", ""]}, {"kinds": ["a", "b"]}),
        ({"place": "Đắk Mil"}, {"place": {"label": "Đắk Mil"}}),
        ({"yes": "true"}, {"yes": True}),
        ({"yes": "false"}, {"yes": False}),
        ({"auto": "7", "stranger": "x"}, {}),
    ],
)
def test_entries_are_read_the_vietnamese_way(posted, expected):
    decoded = read(**posted)
    assert decoded.data == expected
    assert decoded.errors == ()
    assert not decoded.edited


@pytest.mark.parametrize(
    ("posted", "pointer", "code", "raw"),
    [
        ({"count": "1.50"}, "/count", "int.syntax", ("1.50",)),
        ({"count": "9" * 31}, "/count", "int.syntax", ("9" * 31,)),
        ({"count": "٣"}, "/count", "int.syntax", ("٣",)),
        ({"size": "1,5,5"}, "/size", "dec.syntax", ("1,5,5",)),
        ({"size": "12,"}, "/size", "dec.syntax", ("12,",)),
        ({"size": "NaN"}, "/size", "dec.syntax", ("NaN",)),
        ({"fee": "một triệu"}, "/fee", "money.syntax", ("một triệu",)),
        (
            {"born__day": "30", "born__month": "2", "born__year": "2026"},
            "/born",
            "date.impossible",
            ("30", "2", "2026"),
        ),
        ({"born__year": "2026"}, "/born", "date.incomplete", ("", "", "2026")),
        ({"born__day": "2", "born__month": "5", "born__year": "80"}, "/born", "date.syntax", ("2", "5", "80")),
        ({"born__day": "x", "born__month": "5", "born__year": "1980"}, "/born", "date.syntax", ("x", "5", "1980")),
        ({"known__month": "5"}, "/known", "pdate.year", ("", "5", "")),
        ({"known__day": "5", "known__year": "1980"}, "/known", "pdate.month", ("5", "", "1980")),
        ({"kind": "c"}, "/kind", "enum", ("c",)),
        ({"kinds": ["a", "c"]}, "/kinds", "enum", ("a", "c")),
        ({"yes": "perhaps"}, "/yes", "enum", ("perhaps",)),
        ({"name": "x" * 100_001}, "/name", "too-long", ("x" * 100_001,)),
        ({"story": "x" * 100_001}, "/story", "too-long", ("x" * 100_001,)),
    ],
)
def test_what_cannot_be_read_keeps_what_was_typed(posted, pointer, code, raw):
    decoded = read(**posted)
    assert [(e.pointer, e.code, e.raw) for e in decoded.errors] == [(pointer, code, raw)]
    assert pointer.strip("/") not in decoded.data


def test_a_tick_is_true_or_false():
    assert decode(FORM, {"sure": ["true"]}).data == {"sure": True}
    assert decode(FORM, {}).data == {"sure": False}
    assert decode(FORM, {"sure": ["x" * 100_001]}).data == {"sure": True}


def test_a_choice_from_an_installed_list_keeps_code_and_label():
    lists = {"places": {"24715": "Xã Đắk Mil"}}
    assert decode(FORM, {"place": ["24715"]}, lists=lists).data["place"] == {"code": "24715", "label": "Xã Đắk Mil"}
    assert decode(FORM, {"place": ["1"]}, lists=lists).data["place"] == {"code": "1", "label": "1"}


def test_files_are_kept_replaced_added_and_dropped():
    def files(posted: dict[str, list[str]], new: dict[str, list[str]] | None = None) -> Any:
        return {k: v for k, v in decode(FORM, posted, new).data.items() if k != "sure"}

    assert files({"scan": ["old"]}) == {"scan": "old"}
    assert files({"scan": ["old"]}, {"scan": ["new"]}) == {"scan": "new"}
    assert files({"scan": ["old"], "scan._drop": ["old"]}) == {}
    assert files({"scans": ["one", "two"], "scans._drop": ["one"]}, {"scans": ["three", ""]}) == {
        "scans": ["two", "three"]
    }


ROWS = make(
    {
        "box": {
            "type": "object",
            "properties": {
                "papers": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string"},
                            "pages": {"type": "integer"},
                            "notes": {
                                "type": "array",
                                "items": {"type": "object", "properties": {"t": {"type": "string"}}},
                            },
                        },
                    },
                }
            },
        }
    },
    [
        {
            "field": "box",
            "fields": [
                {
                    "field": "papers",
                    "label": text("Giấy tờ"),
                    "fields": [
                        {"field": "name", "label": text("Tên")},
                        {"field": "pages", "label": text("Trang")},
                        {"field": "notes", "label": text("Ghi chú"), "fields": [{"field": "t", "label": text("T")}]},
                    ],
                }
            ],
        }
    ],
)


def rows(**posted: str) -> dict[str, list[str]]:
    return {name.replace("__", "."): [value] for name, value in posted.items()}


def test_rows_are_read_in_order_and_empty_ones_survive():
    decoded = decode(
        ROWS,
        rows(box__papers__2__name="B", box__papers__0___="1", box__papers__7__name="C") | {"box.papers.0._": ["1"]},
    )
    assert decoded.data == {"box": {"papers": [{}, {"name": "B"}, {"name": "C"}]}}


def test_errors_of_rows_are_renumbered_with_them():
    decoded = decode(ROWS, rows(box__papers__1__pages="x", box__papers__4__pages="y"))
    assert [e.pointer for e in decoded.errors] == ["/box/papers/0/pages", "/box/papers/1/pages"]


def test_the_add_button_adds_a_row_at_its_place():
    assert decode(ROWS, {"_add": ["box.papers"]}).data == {"box": {"papers": [{}]}}
    nested = decode(ROWS, rows(box__papers__0__name="A") | {"_add": ["box.papers.0.notes"]})
    assert nested.data == {"box": {"papers": [{"name": "A", "notes": [{}]}]}}
    assert nested.edited


@pytest.mark.parametrize("place", ["", "box", "box.papers.0", "stranger", "box.papers.9.notes", "box.papers.²", "0"])
def test_an_add_or_remove_that_leads_nowhere_changes_nothing(place):
    posted = rows(box__papers__0__name="A")
    plain = decode(ROWS, posted).data
    assert decode(ROWS, posted | {"_add": [place]}).data == plain
    if place != "box.papers.0":
        assert decode(ROWS, posted | {"_remove": [place]}).data == plain


def test_the_remove_button_takes_the_row_and_its_errors():
    posted = rows(box__papers__0__pages="x", box__papers__1__pages="y", box__papers__2__pages="z")
    decoded = decode(ROWS, posted | {"_remove": ["box.papers.1"]})
    assert decoded.edited
    assert [(e.pointer, e.raw) for e in decoded.errors] == [
        ("/box/papers/0/pages", ("x",)),
        ("/box/papers/1/pages", ("z",)),
    ]
    last = decode(ROWS, rows(box__papers__0__name="A") | {"_remove": ["box.papers.0"]})
    assert last.data == {"box": {}}


def test_refresh_gives_the_page_again():
    assert decode(ROWS, {"_refresh": ["1"]}).edited


def test_too_many_rows_are_refused_and_cut():
    posted = {f"box.papers.{index}.name": ["x"] for index in range(600)}
    decoded = decode(ROWS, posted | {"_add": ["box.papers"]})
    assert len(decoded.data["box"]["papers"]) == 500
    assert [(e.pointer, e.code, e.params) for e in decoded.errors] == [("/box/papers", "maxItems", {"limit": 500})]


def test_what_the_page_shows_reads_back_as_the_same_answers():
    data = {
        "name": "K'Brông",
        "born": "1980-05-02",
        "known": "1980-05",
        "count": 12345,
        "size": Decimal("1234.5"),
        "fee": 1_500_000,
        "kind": "b",
        "level": 2,
        "kinds": ["a", "b"],
        "place": {"label": "Đắk Mil"},
        "yes": False,
        "sure": True,
        "scan": "f1",
        "scans": ["f2", "f3"],
    }
    posted: dict[str, list[str]] = {}
    for field in view(FORM, data).sections[0].fields:
        if field.parts:
            posted |= {part.name: [part.value] for part in field.parts}
        elif field.files:
            posted[field.name] = [file.id for file in field.files]
        elif field.options:
            posted[field.name] = [option.value for option in field.options if option.chosen]
        elif field.widget != "check" or field.checked:
            posted[field.name] = [field.value]
    assert decode(FORM, posted).data == data


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_shown_with_dots_are_read_back(number):
    assert whole(number_text(number)) == number
    assert whole(entry_text(number)) == number


@given(st.decimals(-(10**9), 10**9, places=4))
def test_decimals_shown_with_a_comma_are_read_back(number):
    assert decimal(number_text(number)) == number


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_breaks(entry):
    cleaned = one_line(entry)
    assert one_line(cleaned) == cleaned
    assert "\r" not in lines(entry)
    for reader in (whole, decimal, amount):
        with suppress(EntryError):
            assert reader(entry) == reader(one_line(entry))


names = st.sampled_from(
    [
        "_add",
        "_remove",
        "_refresh",
        "box",
        "box.papers",
        "box.papers.0.name",
        "box.papers.0._",
        "box.papers.1.pages",
        "box.papers.0.notes.3.t",
        "a.b",
        "",
        ".",
    ]
)


@given(st.dictionaries(names | st.text(max_size=20), st.lists(names | st.text(max_size=20), max_size=3), max_size=8))
def test_any_page_is_decoded_without_breaking(posted):
    decoded = decode(ROWS, posted)
    view(ROWS, decoded.data, decoded.errors)
