from datetime import date

from process_models.lists import reference_lists


def test_provinces_are_those_of_the_day():
    before, after = reference_lists(date(2025, 6, 30)), reference_lists(date(2025, 7, 1))
    assert (len(before["provinces"]), len(after["provinces"])) == (63, 34)
    assert before["provinces"]["67"] == "Đắk Nông"
    assert "67" not in after["provinces"]
    assert (before["provinces"]["80"], after["provinces"]["80"]) == ("Long An", "Tây Ninh")


def test_fifty_four_ethnic_groups_and_foreigners():
    assert len(reference_lists(date(2026, 1, 1))["ethnic-groups"]) == 55


def test_viet_nam_leads_the_countries_in_both_languages():
    assert next(iter(reference_lists(date(2026, 1, 1), "en")["countries"].items())) == ("VN", "Vietnam")
    assert reference_lists(date(2026, 1, 1))["countries"]["FR"] == "Pháp"
