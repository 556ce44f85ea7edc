from decimal import Decimal
from typing import Any

import pytest

from forms import FieldError, FieldView, Severity, accept, library, read_form, submit, view
from forms.texts import date_text, number_text

from .conftest import ENV, make, text

KINDS = {"degree": text("Văn bằng", "Degree"), "other": text("Khác", "Other")}
FORM = make(
    {
        "name": {"type": "string", "maxLength": 100},
        "born": {"type": "string", "format": "partial-date"},
        "fee": {"type": "integer"},
        "size": {"type": "number"},
        "kind": {"enum": ["degree", "other"]},
        "kinds": {"type": "array", "items": {"enum": ["degree", "other"]}},
        "place": {"properties": {"code": {"type": "string"}, "label": {"type": "string"}}},
        "yes": {"type": "boolean"},
        "sure": {"type": "boolean", "const": True},
        "scans": {"type": "array", "items": {"type": "string", "format": "file-id"}},
        "total": {"type": "integer"},
        "papers": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "why": {"type": "string"}},
                "required": ["title"],
            },
        },
    },
    [
        {
            "field": "name",
            "label": text("Họ tên", "Name"),
            "help": text("Như trên giấy", "As on paper"),
            "autocomplete": "name",
        },
        {"field": "born"},
        {"field": "fee", "widget": "money"},
        {"field": "size"},
        {"field": "kind", "label": text("Loại", "Kind"), "options": KINDS},
        {"field": "kinds", "options": KINDS},
        {"field": "place", "source": "places"},
        {"field": "yes"},
        {"field": "sure"},
        {"field": "scans"},
        {"field": "total", "computed": "= fee * 2"},
        {
            "field": "papers",
            "label": text("Giấy tờ", "Paper"),
            "add": text("Thêm giấy tờ", "Add a paper"),
            "fields": [
                {"field": "title", "label": text("Tên", "Title")},
                {"field": "why", "label": text("Lý do", "Reason"), "visible": '= kind = "other"'},
            ],
        },
    ],
    required=["name"],
)
DATA: dict[str, Any] = {
    "name": "K'Brông",
    "born": "1980-05",
    "fee": 1_500_000,
    "size": Decimal("85.50"),
    "kind": "degree",
    "kinds": ["degree", "other"],
    "place": {"code": "24715", "label": "Xã Đắk Mil"},
    "yes": False,
    "sure": True,
    "scans": ["f1", "f2"],
    "total": 3_000_000,
    "papers": [{"title": "Bằng"}],
}


def by_key(page: Any) -> dict[str, FieldView]:
    return {field.key: field for section in page.sections for field in section.fields}


def test_a_read_view_says_everything_as_people_read_it():
    page = view(FORM, DATA, (), "vi", "read", files={"f1": "bang.pdf"})
    texts = {key: field.text for key, field in by_key(page).items()}
    assert texts == {
        "name": "K'Brông",
        "born": "05/1980",
        "fee": "1.500.000 đ",
        "size": "85,5",
        "kind": "Văn bằng",
        "kinds": "Văn bằng, Khác",
        "place": "Xã Đắk Mil",
        "yes": "Không",
        "sure": "Có",
        "scans": "bang.pdf, f2",
        "total": "3.000.000",
        "papers": "",
    }
    papers = by_key(page)["papers"]
    assert papers.add is None
    assert papers.rows[0].remove is None
    assert papers.rows[0].fields[0].text == "Bằng"
    assert by_key(view(FORM, DATA, (), "en", "read"))["kind"].text == "Degree"


def test_an_empty_read_view_has_empty_texts():
    assert {field.text for field in by_key(view(FORM, {}, (), "vi", "read")).values()} == {""}


def test_an_edit_view_has_every_control():
    page = view(FORM, DATA, files={"f1": "bang.pdf"})
    fields = by_key(page)
    assert (fields["name"].name, fields["name"].id, fields["name"].value) == ("name", "f-name", "K'Brông")
    assert fields["name"].required
    assert fields["name"].attributes == {"maxlength": "100", "autocomplete": "name"}
    assert fields["name"].described_by == "f-name-help"
    assert [(p.name, p.value, p.label, p.width) for p in fields["born"].parts] == [
        ("born.day", "", "Ngày", 2),
        ("born.month", "05", "Tháng", 2),
        ("born.year", "1980", "Năm", 4),
    ]
    assert (fields["fee"].value, fields["size"].value) == ("1500000", "85,5")
    assert fields["fee"].attributes == {"inputmode": "numeric"}
    assert [(o.value, o.label, o.chosen) for o in fields["kind"].options] == [
        ("degree", "Văn bằng", True),
        ("other", "Khác", False),
    ]
    assert [o.chosen for o in fields["yes"].options] == [False, True]
    assert fields["sure"].checked
    assert fields["sure"].required
    assert [(f.id, f.label, f.drop_name) for f in fields["scans"].files] == [
        ("f1", "bang.pdf", "scans._drop"),
        ("f2", "f2", "scans._drop"),
    ]
    assert fields["scans"].many
    assert fields["total"].computed
    assert page.has_files
    assert page.title == "Biểu mẫu"


def test_rows_carry_their_marker_buttons_and_legend():
    papers = by_key(view(FORM, DATA, (), "en"))["papers"]
    row = papers.rows[0]
    assert (row.marker, row.legend, row.id) == ("papers.0._", "Paper 1", "f-papers-0")
    assert row.remove is not None
    assert (row.remove.name, row.remove.value, row.remove.label) == ("_remove", "papers.0", "Remove")
    assert papers.add is not None
    assert (papers.add.name, papers.add.value, papers.add.label) == ("_add", "papers", "Add a paper")
    assert row.fields[0].name == "papers.0.title"
    full = by_key(view(FORM, {"papers": [{}, {}]}))["papers"]
    assert full.add is None, "maxItems is reached"


def test_a_list_that_needs_rows_starts_with_one():
    assert len(by_key(view(FORM, {}))["papers"].rows) == 1
    assert by_key(view(FORM, {}, (), "vi", "read"))["papers"].rows == ()


def test_hidden_questions_are_not_on_the_page():
    shown = by_key(view(FORM, DATA | {"kind": "other"}))["papers"].rows[0].fields
    hidden = by_key(view(FORM, DATA))["papers"].rows[0].fields
    assert ([f.key for f in shown], [f.key for f in hidden]) == (["title", "why"], ["title"])


def test_questions_that_decide_about_others_offer_a_refresh():
    page = view(FORM, DATA)
    assert [key for key, field in by_key(page).items() if field.refreshes] == ["fee", "kind"]
    assert page.refresh is not None
    assert (page.refresh.name, page.refresh.label) == ("_refresh", "Cập nhật các mục")
    assert view(make({"a": {"type": "string"}}, [{"field": "a"}]), {}).refresh is None


def test_problems_stand_at_their_question_and_in_the_summary():
    done = submit(
        FORM, {"born.month": ["13"], "born.year": ["1980"], "kind": ["degree"], "fee": ["x"], "papers.0._": ["1"]}
    )
    page = view(FORM, done.data, done.problems)
    fields = by_key(page)
    assert fields["name"].error == "Nhập họ tên"
    assert fields["name"].described_by == "f-name-help f-name-error"
    assert [p.value for p in fields["born"].parts] == ["", "13", "1980"]
    assert fields["fee"].value == "x"
    assert fields["papers"].rows[0].fields[0].error == "Nhập tên"
    assert {p.href for p in page.errors} == {"f-born-day", "f-fee", "f-name", "f-sure", "f-papers-0-title"}
    assert page.warnings == ()


def test_the_summary_leads_to_the_first_choice_and_survives_the_unknown():
    problems = (
        FieldError("/kind", "enum", raw=("z",)),
        FieldError("/stranger", "unknown"),
        FieldError("/name", "rule.x", severity=Severity.WARNING, text=text("Lạ", "Odd")),
    )
    page = view(FORM, {}, problems, "en")
    assert [(p.href, p.text) for p in page.errors] == [
        ("f-kind-degree", "Select kind from the list"),
        ("", "stranger is not a field of this form"),
    ]
    assert [(p.href, p.text) for p in page.warnings] == [("f-name", "Odd")]
    assert by_key(page)["name"].warning == "Odd"


def test_a_coded_choice_is_a_select_with_its_list_and_free_text_without():
    lists = {"places": {"24715": "Xã Đắk Mil", "24717": "Xã Đắk Song"}}
    place = by_key(view(FORM, DATA, lists=lists))["place"]
    assert [(o.value, o.chosen) for o in place.options] == [("24715", True), ("24717", False)]
    assert place.value == "24715"
    free = by_key(view(FORM, DATA))["place"]
    assert (free.value, free.options) == ("Xã Đắk Mil", ())
    typed = FieldError("/place", "too-long", raw=("x",))
    assert by_key(view(FORM, {}, (typed,)))["place"].value == "x"
    assert by_key(view(FORM, {}, (typed,), lists=lists))["place"].value == "x"


def test_odd_values_are_shown_without_breaking():
    odd = {
        "name": ["x"],
        "born": 5,
        "fee": "much",
        "kind": 7,
        "kinds": "degree",
        "place": "Đắk Mil",
        "yes": "no",
        "scans": "f9",
        "papers": {"a": 1},
        "size": {"a": 1},
    }
    for mode in ("edit", "read"):
        page = view(FORM, odd, accept(FORM, odd).problems, "en", mode)
        assert page.errors
    texts = {key: field.text for key, field in by_key(view(FORM, odd, (), "en", "read")).items()}
    assert (texts["place"], texts["scans"], texts["kind"], texts["name"], texts["size"]) == (
        "Đắk Mil",
        "f9",
        "7",
        "",
        "",
    )


def test_the_page_is_the_same_every_time():
    assert view(FORM, DATA) == view(FORM, dict(reversed(DATA.items())))


def test_a_shared_group_is_viewed_in_both_languages():
    group = library()["citizen"]
    form = read_form(group["schema"], group["ui"], library())
    for language, label in (("vi", "Họ, chữ đệm, tên"), ("en", "Full name"), ("xx", "Họ, chữ đệm, tên")):
        person = by_key(view(form, {}, (), language, env=ENV))["person"]
        assert person.fields[0].label == label
        assert person.fields[0].name == "person.full_name"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-1234567, "-1.234.567"),
        (Decimal("-0.5"), "-0,5"),
        (1234.5, "1.234,5"),
        (Decimal("1E+3"), "1.000"),
        (Decimal("NaN"), "NaN"),
    ],
)
def test_numbers_are_written_with_dots_and_a_comma(value, shown):
    assert number_text(value) == shown


def test_dates_are_written_day_first():
    assert [date_text(v) for v in ("1980", "1980-05", "1980-05-02", "unknown")] == [
        "1980",
        "05/1980",
        "02/05/1980",
        "unknown",
    ]
