"""Names followed from where they are written to where they are read."""

import pytest

from engine.verify import Reader, Severity, check_data, remedy, sentence
from tests.engine.kernel.models import flows
from tests.engine.verify.models import END, NUMBER, START, TRUTH, WORD, choice, codes, form, gate, subject, user


def data(*bodies: str, **rest):
    return check_data(subject(*bodies, application="first", **rest))


FIRST = form("first", "nick", name=WORD, nick=WORD, age=NUMBER)
ASK = START + user("t", "F") + gate("g", default="g_e") + user("u") + END
FORM = form("F", ok=TRUTH, kind=choice("a", "b"), n=NUMBER, note=WORD)


def test_what_every_way_has_asked_for_may_be_read():
    assert (
        data(ASK + flows("s>t>g>e", 'g>u: n > 3 and kind = "a" and ok and age > 1', "u>e"), forms=(FIRST, FORM)) == ()
    )


def test_a_name_that_nobody_writes_is_told_with_similar_ones():
    [one] = data(ASK + flows("s>t>g>e", "g>u: m > 3 and n > 1", "u>e"), forms=(FIRST, FORM))
    assert (one.code, one.element, one.data["name"]) == ("data.never-written", "g_u", "m")
    [one] = data(ASK + flows("s>t>g>e", 'g>u: kinds = "a"', "u>e"), forms=(FIRST, FORM))
    assert one.data["similar"] == ["kind"]


def test_a_name_written_only_later_is_told():
    body = START + gate("g", default="g_t") + user("t", "F") + user("u") + END
    found = data(body + flows("s>g>t>e", "g>u: n > 3", "u>e"), forms=(FIRST, FORM))
    assert codes(found) == [("data.written-later", "g_u")]


def test_a_way_around_the_form_is_told():
    body = START + gate("x", default="x_m") + user("t", "F") + gate("m") + gate("g", default="g_e") + user("u") + END
    found = data(body + flows("s>x>m", "x>t: age > 17", "t>m>g>e", "g>u: n > 3", "u>e"), forms=(FIRST, FORM))
    [one] = found
    assert (one.code, one.severity, one.element) == ("data.may-be-missing", Severity.ERROR, "g_u")
    assert one.data["way"] == ["s", "x", "m", "g"]


def test_a_condition_that_asks_whether_the_name_is_empty_is_content():
    body = START + gate("x", default="x_m") + user("t", "F") + gate("m") + gate("g", default="g_e") + user("u") + END
    ways = flows("s>x>m", "x>t: age > 17", "t>m>g>e", "g>u: if n = null then false else n > 3", "u>e")
    assert data(body + ways, forms=(FIRST, FORM)) == ()


def test_a_gateway_that_asked_for_null_knows_better_behind_it():
    body = START + gate("x", default="x_e") + gate("g", default="g_e") + user("u") + END
    ways = flows("s>x>e", "x>g: nick != null", "g>u: string length(nick) > 3", "g>e", "u>e")
    assert data(body + ways, forms=(FIRST,)) == ()
    found = data(
        START + gate("g", default="g_e") + user("u") + END + flows("s>g>e", "g>u: string length(nick) > 3", "u>e"),
        forms=(FIRST,),
    )
    assert [(one.code, one.severity) for one in found] == [("data.may-be-empty", Severity.WARNING)]


def test_both_branches_before_a_parallel_join_have_written():
    body = START + gate("p", "parallel") + user("a", "A") + user("b", "B") + gate("j", "parallel")
    body += gate("g", default="g_e") + user("u") + END
    ways = flows("s>p>a>j", "p>b>j", "j>g>e", "g>u: n > m", "u>e")
    assert data(body + ways, forms=(FIRST, form("A", n=NUMBER), form("B", m=NUMBER))) == ()


def test_two_branches_at_the_same_time_must_not_write_one_name():
    body = START + gate("p", "parallel") + user("a", "A") + user("b", "A") + gate("j", "parallel")
    body += gate("g", default="g_e") + user("u") + END
    found = data(body + flows("s>p>a>j", "p>b>j", "j>g>e", "g>u: n > 1", "u>e"), forms=(FIRST, form("A", n=NUMBER)))
    assert codes(found) == [("data.written-twice", "a")]
    assert found[0].data["other"] == "b"


def test_a_boundary_event_leaves_before_the_form_is_filled():
    body = START + user("t", "F") + gate("m") + gate("g", default="g_e") + user("u") + END
    early = '<boundaryEvent id="b" attachedToRef="t"><timerEventDefinition><timeDuration>P2D</timeDuration>'
    early += "</timerEventDefinition></boundaryEvent>"
    found = data(body + early + flows("s>t>m>g>e", "b>m", "g>u: n > 3", "u>e"), forms=(FIRST, FORM))
    assert codes(found) == [("data.may-be-missing", "g_u")]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ('n = "three"', "data.type"),
        ("kind = 3", "data.type"),
        ("kind > 3", "data.type"),
        ('kind = "c"', "data.unknown-option"),
        ("n", "data.type"),
        ("ok + 1 > 2", "data.type"),
        ("note * 2 > 1", "data.type"),
        ('outcome = "maybe"', "data.unknown-option"),
        ("dossier.colour = 1", "data.unknown-fact"),
        ("dossier.facts.settled_by = 1", "data.unknown-fact"),
        ('dossier.channel = "pigeon"', "data.unknown-option"),
        ("1 = 1", "data.constant-condition"),
        ("true", "data.constant-condition"),
        ("address.street = 1", "data.unknown-member"),
    ],
)
def test_what_cannot_fit_is_told(condition, code):
    address = {"type": "object", "properties": {"road": WORD}, "required": ["road"]}
    asked = form("F", ok=TRUTH, kind=choice("a", "b"), n=NUMBER, note=WORD, address=address)
    body = START + user("t", "F", "yes no") + gate("g", default="g_e") + user("u") + END
    found = data(body + flows("s>t>g>e", f"g>u: {condition}", "u>e"), forms=(FIRST, asked))
    assert code in {one.code for one in found}
    for one in found:
        assert "{" not in sentence(one, "vi") + sentence(one, "en") + remedy(one, "vi")


def test_a_fee_that_reads_what_no_form_asks_is_told():
    fee = Reader(
        where="procedure.json",
        position="fee",
        key="f",
        text="= copies * 2",
        names=("copies",),
        process="P",
        at_submission=True,
        needed=True,
    )
    found = data(START + user("t") + END + flows("s>t>e"), forms=(FIRST,), readers=(fee,))
    assert [(one.code, one.element, one.data["where"]) for one in found] == [
        ("data.never-written", "f", "procedure.json")
    ]


def test_what_a_message_brings_is_known_from_its_sender():
    def io(*names: str) -> str:
        given = "".join(f'<motcua:in name="{name}" value="={name}"/>' for name in names)
        return f"<extensionElements><motcua:io>{given}</motcua:io></extensionElements>"

    lead = START + f'<endEvent id="e">{io("age")}<messageEventDefinition messageRef="M1"/></endEvent>' + flows("s>e")
    other = '<startEvent id="qs"><messageEventDefinition messageRef="M1"/></startEvent>' + gate("g", default="g_qe")
    other += user("u") + '<endEvent id="qe"/>'
    assert data(lead, other + flows("qs>g>qe", "g>u: age > 3", "u>qe"), forms=(FIRST,)) == ()
    found = data(lead, other + flows("qs>g>qe", 'g>u: name = "x"', "u>qe"), forms=(FIRST,))
    assert codes(found) == [("data.never-written", "g_u")]


def test_a_letter_shows_only_what_was_asked_before_it_is_issued():
    body = START + user("t", "F", more='motcua:letter="notice"') + user("u", "G") + END + flows("s>t>u>e")
    letter = Reader(
        where="letters/notice.html.j2",
        position="letter",
        key="notice",
        names=("n", "name", "late", "x"),
        process="P",
        after=("t",),
    )
    found = data(body, forms=(FIRST, FORM, form("G", late=WORD)), readers=(letter,))
    assert [(one.code, one.data["name"]) for one in found] == [
        ("data.written-later", "late"),
        ("data.never-written", "x"),
    ]


def test_outcomes_that_lead_the_same_way_are_told():
    body = START + user("t", "F", "sign back refuse") + gate("g", default="g_e") + user("u") + END
    found = data(body + flows("s>t>g>e", 'g>u: outcome = "sign"', "u>e"), forms=(FIRST, FORM))
    assert [(one.code, one.severity, one.data["known"]) for one in found] == [
        ("data.outcome-without-effect", Severity.WARNING, ["back", "refuse"])
    ]


def test_a_slip_in_the_name_of_a_result_is_told():
    def service(value: str) -> str:
        out = (
            f'<extensionElements><motcua:io><motcua:out name="card" value="={value}"/></motcua:io></extensionElements>'
        )
        return START + f'<serviceTask id="x" motcua:service="a.b">{out}</serviceTask>' + END + flows("s>x>e")

    assert data(service("result.number"), forms=(FIRST,)) == ()
    assert data(service("number"), forms=(FIRST,)) == ()
    assert codes(data(service("result_x"), forms=(FIRST,))) == [("data.never-written", "x")]


def test_a_sender_that_leaves_out_what_is_read_is_told():
    def io(*names: str) -> str:
        given = "".join(f'<motcua:in name="{name}" value="={name}"/>' for name in names)
        return f"<extensionElements><motcua:io>{given}</motcua:io></extensionElements>"

    lead = (
        START
        + gate("x", default="x_e")
        + "".join(
            f'<endEvent id="{ident}">{io(*names)}<messageEventDefinition messageRef="M1"/></endEvent>'
            for ident, names in (("e", ("age",)), ("f", ()))
        )
    )
    other = '<startEvent id="qs"><messageEventDefinition messageRef="M1"/></startEvent>' + gate("g", default="g_qe")
    other += user("u") + '<endEvent id="qe"/>' + flows("qs>g>qe", "g>u: age = 3", "u>qe")
    found = data(lead + flows("s>x>e", 'x>f: name = "x"'), other, forms=(FIRST,))
    assert codes(found) == [("data.not-handed", "f")]
