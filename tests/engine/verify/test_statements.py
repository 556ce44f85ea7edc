"""Where names get their values and where they are read: loops, initial values, mappings, messages, calls."""

import pytest

from engine.verify import check_data
from tests.engine.kernel.models import flows
from tests.engine.verify.models import END, NUMBER, START, TRUTH, WORD, form, gate, subject, timer, user

FIRST = form(
    "first", n=NUMBER, ok=TRUTH, people={"type": "array", "items": {"type": "object", "properties": {"name": WORD}}}
)
IO = "<extensionElements><motcua:io>{}</motcua:io></extensionElements>"
CALL = '<callActivity id="c" motcua:calls="{}"><extensionElements><motcua:io>{}</motcua:io></extensionElements></callActivity>'


def told(model, *others, **rest):
    found = check_data(subject(model, *others, application="first", **{"forms": (FIRST,), **rest}))
    return sorted((one.code, one.element, one.data["name"]) for one in found)


def asking(condition, *nodes, way=""):
    body = START + "".join(nodes) + gate("g", default="g_e") + user("u") + END
    return body + flows(f"s>{way}g>e", f"g>u: {condition}", "u>e")


def script(ident, text, io=""):
    return f'<scriptTask id="{ident}" scriptFormat="feel">{io}<script>{text}</script></scriptTask>'


def given(name, value):
    return IO.format(f'<motcua:in name="{name}" value="={value}"/>')


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("m &gt; 3", [("data.never-written", "t", "m")]),
        ("n &gt; 3", []),
        ("loopCounter &gt; 3", []),
    ],
)
def test_the_condition_of_a_loop_reads_what_was_written(condition, found):
    loop = f"<standardLoopCharacteristics><loopCondition>={condition}</loopCondition></standardLoopCharacteristics>"
    assert told(START + user("t", inside=loop) + END + flows("s>t>e")) == found


@pytest.mark.parametrize(
    ("value", "condition", "found"),
    [
        ("n + 1", "late = 1", []),
        ("n", 'late = "x"', [("data.type", "g_u", "late")]),
        ("absent", "late = 1", [("data.never-written", "x", "absent")]),
    ],
)
def test_a_mapping_before_a_script_gives_its_names_a_value(value, condition, found):
    body = asking(condition, script("x", "{late: a}", given("a", value)), way="x>")
    assert told(body) == found


def test_a_script_that_gives_one_value_gives_it_under_its_own_id():
    assert told(asking("x = 1", script("x", "n + 1"), way="x>")) == []
    assert told(asking("y = 1", script("x", "n + 1"), way="x>")) == [("data.never-written", "g_u", "y")]


def test_what_is_made_of_several_items_is_a_list_and_the_item_is_known_inside_only():
    data = (
        "<dataObject id='D1' name='people'/><dataObject id='D2' name='votes'/>"
        "<dataObjectReference id='R1' name='people' dataObjectRef='D1'/>"
        "<dataObjectReference id='R2' name='votes' dataObjectRef='D2'/>"
    )
    each = (
        '<scriptTask id="t" scriptFormat="feel"><ioSpecification><dataInput id="di"/><dataOutput id="do"/>'
        "<inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet>"
        "</ioSpecification><dataInputAssociation id='a1'><sourceRef>R1</sourceRef><targetRef>di</targetRef></dataInputAssociation>"
        "<dataOutputAssociation id='a2'><sourceRef>do</sourceRef><targetRef>R2</targetRef></dataOutputAssociation>"
        "<multiInstanceLoopCharacteristics><loopDataInputRef>di</loopDataInputRef><loopDataOutputRef>do</loopDataOutputRef>"
        '<inputDataItem id="item" name="person"/><outputDataItem id="vote" name="vote"/></multiInstanceLoopCharacteristics>'
        "<script>{vote: person.name}</script></scriptTask>"
    )
    assert told(data + asking("count(votes) = 1", each, way="t>")) == []
    assert told(data + asking('person.name = "x"', each, way="t>")) == [("data.never-written", "g_u", "person")]


@pytest.mark.parametrize(
    ("target", "condition", "found"),
    [
        ("Q", "m = 1", []),
        ("Q", 'm = "x"', [("data.type", "qg_qu", "m")]),
        ("Q", "k = 1", [("data.never-written", "qg_qu", "k")]),
        ('=if ok then "Q" else "Q"', "m = 1", []),
    ],
)
def test_a_called_process_knows_what_the_caller_hands_over(target, condition, found):
    lead = START + CALL.format(target.replace('"', "&quot;"), '<motcua:in name="m" value="=n"/>') + END + flows("s>c>e")
    called = '<startEvent id="qs"/>' + gate("qg", default="qg_qe") + user("qu") + '<endEvent id="qe"/>'
    called += flows("qs>qg>qe", f"qg>qu: {condition}", "qu>qe")
    assert told(lead, called, processes=("P",)) == found


def test_what_is_left_over_in_an_ad_hoc_sub_process_may_not_have_been_asked():
    inside = user("a", "F") + user("b") + "<completionCondition>=ok</completionCondition>"
    body = asking("m = 1", f'<adHocSubProcess id="x">{inside}</adHocSubProcess>', way="x>")
    assert told(body, forms=(FIRST, form("F", m=NUMBER))) == [("data.may-be-missing", "g_u", "m")]


def test_a_timer_inside_a_sub_process_ends_it_with_what_its_handler_asked():
    handler = f'<startEvent id="hs">{timer("P1D")}</startEvent>' + user("h", "F")
    handler += '<endEvent id="he"/>' + flows("hs>h>he")
    inner = '<startEvent id="is"/>' + user("a", "F") + '<endEvent id="ie"/>' + flows("is>a>ie")
    handled = f'<subProcess id="y" triggeredByEvent="true">{handler}</subProcess>'
    asked = asking("m = 1", f'<subProcess id="x">{inner}{handled}</subProcess>', way="x>")
    assert told(asked, forms=(FIRST, form("F", m=NUMBER))) == []
    loose = asking(
        "m = 1",
        f'<subProcess id="x">{inner}{handled.replace(" motcua:form=" + chr(34) + "F" + chr(34), "")}</subProcess>',
        way="x>",
    )
    assert told(loose, forms=(FIRST, form("F", m=NUMBER))) == [("data.may-be-missing", "g_u", "m")]
