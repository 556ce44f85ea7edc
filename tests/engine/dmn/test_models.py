"""Models written for the test: elements, boxed expressions, hit policies, imports, problems."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.dmn import DmnError, DmnModel, read_dmn
from engine.dmn.scope import Layer
from engine.feel import FeelEnv, host_function

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def xml(body: str, namespace: str = "urn:test", dmn: str = NAMESPACE) -> bytes:
    return f'<definitions xmlns="{dmn}" name="m" namespace="{namespace}">{body}</definitions>'.encode()


def read(body: str, **kwargs: object) -> DmnModel:
    return read_dmn(xml(body), **kwargs)


def text(expression: str) -> str:
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;")
    return f"<literalExpression><text>{escaped}</text></literalExpression>"


def decision(name: str, logic: str, *requires: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    needs = "".join(f"<informationRequirement>{part}</informationRequirement>" for part in requires if "Input" in part)
    needs += "".join(f"<informationRequirement>{part}</informationRequirement>" for part in requires if "dDec" in part)
    needs += "".join(f"<knowledgeRequirement>{part}</knowledgeRequirement>" for part in requires if "Know" in part)
    return f'<decision id="_{name}" name="{name}"><variable name="{name}"{typed}/>{needs}{logic}</decision>'


def input_data(name: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<inputData id="_{name}" name="{name}"><variable name="{name}"{typed}/></inputData>'


def on_input(name: str) -> str:
    return f'<requiredInput href="#_{name}"/>'


def on_decision(name: str) -> str:
    return f'<requiredDecision href="#_{name}"/>'


def on_knowledge(name: str) -> str:
    return f'<requiredKnowledge href="#_{name}"/>'


def table(rules: list[tuple[str, str]], policy: str = "UNIQUE", output: str = "", attributes: str = "") -> str:
    cells = "".join(
        f"<rule><inputEntry><text>{test.replace('<', '&lt;')}</text></inputEntry>"
        f"<outputEntry><text>{value}</text></outputEntry></rule>"
        for test, value in rules
    )
    clause = "<input><inputExpression><text>x</text></inputExpression></input>"
    head = f'<decisionTable hitPolicy="{policy}" {attributes}>{clause}<output name="out">{output}</output>'
    return f"{head}{cells}</decisionTable>"


def on_x(logic: str) -> DmnModel:
    return read(input_data("x") + decision("d", logic, on_input("x")))


def test_a_decision_is_found_by_name_and_by_id():
    model = on_x(text("x + 1"))
    assert model.evaluate("d", {"x": 2}) == Decimal(3)
    assert model.evaluate("_d", {"x": 2}) == Decimal(3)
    result = model.evaluate_full("nothing", {})
    assert result.value is None
    assert [problem.code for problem in result.problems] == ["dmn.unknown-element"]
    assert model.evaluate("_x", {"x": 2}) is None


def test_metadata_tell_what_a_decision_needs():
    model = read(
        input_data("x", "number")
        + input_data("y")
        + decision("a", text("x"), on_input("x"))
        + decision("b", text("a + y"), on_decision("a"), on_input("y"), type_ref="number")
        + '<decisionService id="_s" name="s"><variable name="s"/><outputDecision href="#_b"/>'
        '<encapsulatedDecision href="#_a"/><inputData href="#_x"/><inputData href="#_y"/></decisionService>'
    )
    assert model.decisions["b"].inputs == {"x", "y"}
    assert model.decisions["b"].output_type == "number"
    assert model.decisions["a"].id == "_a"
    assert model.decision_services["s"].inputs == {"x", "y"}
    assert model.evaluate("s", {"x": 1, "y": 2}) == Decimal(3)
    assert model.problems == ()


@pytest.mark.parametrize(
    ("policy", "rules", "x", "expected"),
    [
        ("UNIQUE", [("< 5", '"low"'), (">= 5", '"high"')], 3, "low"),
        ("UNIQUE", [("< 5", '"low"'), ("< 9", '"high"')], 3, None),
        ("UNIQUE", [("< 5", '"low"')], 9, None),
        ("UNIQUE", [("", '"any"')], 9, "any"),
        ("UNIQUE", [("-", "")], 9, None),
        ("FIRST", [("< 5", '"low"'), ("< 9", '"high"')], 3, "low"),
        ("ANY", [("< 5", '"low"'), ("< 9", '"low"')], 3, "low"),
        ("ANY", [("< 5", '"low"'), ("< 9", '"high"')], 3, None),
        ("ANY", [("< 5", '"low"')], 9, None),
        ("RULE ORDER", [("< 5", "1"), ("< 9", "2"), ("> 9", "3")], 3, [1, 2]),
        ("RULE ORDER", [("< 5", "1")], 9, None),
        ("COLLECT", [("< 5", "1"), ("< 9", "2")], 3, [1, 2]),
        ("COLLECT", [("< 5", "1")], 7, None),
        ("UNKNOWN", [("< 5", "1")], 3, 1),
    ],
)
def test_a_hit_policy_chooses_among_the_matching_rules(policy: str, rules: list, x: int, expected: object):
    assert on_x(table(rules, policy)).evaluate("d", {"x": x}) == expected


@pytest.mark.parametrize(
    ("aggregation", "x", "expected"),
    [("SUM", 3, 3), ("MIN", 3, 1), ("MAX", 3, 2), ("COUNT", 3, 2), ("SUM", 9, None), ("COUNT", 9, 0)],
)
def test_collected_outputs_are_aggregated(aggregation: str, x: int, expected: object):
    model = on_x(table([("< 5", "1"), ("< 6", "2")], "COLLECT", attributes=f'aggregation="{aggregation}"'))
    assert model.evaluate("d", {"x": x}) == expected


RANKED = '<outputValues><text>"high", "mid", "low"</text></outputValues>'
RANKED_RULES = [("< 9", '"low"'), ("< 5", '"high"'), ("< 7", '"mid"'), ("< 8", '"other"')]


def test_priorities_follow_the_order_of_the_output_values():
    model = on_x(table(RANKED_RULES, "PRIORITY", RANKED))
    assert [model.evaluate("d", {"x": x}) for x in (3, 6, 8, 9)] == ["high", "mid", "low", None]
    ordered = on_x(table(RANKED_RULES, "OUTPUT ORDER", RANKED))
    assert ordered.evaluate("d", {"x": 3}) == ["high", "mid", "low", "other"]
    assert ordered.evaluate("d", {"x": 9}) is None
    unranked = on_x(table([("< 9", "1"), ("< 5", "2")], "OUTPUT ORDER"))
    assert unranked.evaluate("d", {"x": 3}) == [1, 2]
    one = on_x(
        table([("< 9", "1")], "OUTPUT ORDER", "<outputValues><text>for i in null return i</text></outputValues>")
    )
    assert one.evaluate("d", {"x": 3}) == [1]


def test_defaults_are_given_when_no_rule_matches():
    default = '<defaultOutputEntry><text>"none"</text></defaultOutputEntry>'
    for policy in ("UNIQUE", "FIRST", "ANY", "PRIORITY", "OUTPUT ORDER", "RULE ORDER", "COLLECT"):
        assert on_x(table([("< 5", '"low"')], policy, default)).evaluate("d", {"x": 9}) == "none"
    counted = on_x(table([("< 5", "1")], "COLLECT", default, 'aggregation="COUNT"'))
    assert counted.evaluate("d", {"x": 9}) == "none"


def test_several_outputs_make_a_context():
    logic = """<decisionTable hitPolicy="COLLECT" aggregation="SUM">
      <input><inputExpression typeRef="number"><text>x</text></inputExpression>
        <inputValues><text>[0..10]</text></inputValues></input>
      <output name="fee" typeRef="number"><defaultOutputEntry><text>7</text></defaultOutputEntry></output>
      <output name="days"/>
      <rule><inputEntry><text>&lt; 5</text></inputEntry>
        <outputEntry><text>10</text></outputEntry><outputEntry><text>2</text></outputEntry></rule>
      <rule><inputEntry><text>&lt; 4</text></inputEntry>
        <outputEntry><text>1</text></outputEntry><outputEntry><text>3</text></outputEntry></rule>
    </decisionTable>"""
    model = on_x(logic)
    assert model.evaluate("d", {"x": 3}) == {"fee": 11, "days": 5}
    assert model.evaluate("d", {"x": 9}) == {"fee": 7, "days": None}
    assert [problem.code for problem in model.evaluate_full("d", {"x": 11}).problems] == ["dmn.input-value"]
    assert model.evaluate_full("d", {"x": "a"}).problems[0].code == "dmn.type"
    assert on_x(logic.replace(' aggregation="SUM"', "")).evaluate("d", {"x": 3}) == [
        {"fee": 10, "days": 2},
        {"fee": 1, "days": 3},
    ]


def test_boxed_expressions_have_their_values():
    logic = {
        f"<list>{text('x')}{text('2')}</list>": [1, 2],
        f"<relation><column name='a' typeRef='number'/><column name='b'/><row>{text('x')}{text('2')}</row></relation>": [
            {"a": 1, "b": 2}
        ],
        f"<context><contextEntry><variable name='a b'/>{text('x + 1')}</contextEntry>"
        f"<contextEntry>{text('a b * 2')}</contextEntry></context>": 4,
        f"<context><contextEntry><variable name='a' typeRef='number'/>{text('x')}</contextEntry></context>": {"a": 1},
        f"<context><contextEntry><variable name='a' typeRef='string'/>{text('x')}</contextEntry></context>": {
            "a": None
        },
        f"<conditional><if>{text('x = 1')}</if><then>{text('2')}</then><else>{text('3')}</else></conditional>": 2,
        f"<conditional><if>{text('x')}</if><then>{text('2')}</then><else>{text('3')}</else></conditional>": None,
        f"<for iteratorVariable='i'><in>{text('[1, 2]')}</in><return>{text('i + x')}</return></for>": [2, 3],
        f"<for iteratorVariable='i'><in>{text('1')}</in><return>{text('count(partial)')}</return></for>": [0],
        f"<for iteratorVariable='i'><in>{text('null')}</in><return>{text('i')}</return></for>": None,
        f"<some iteratorVariable='i'><in>{text('[1, 2]')}</in><satisfies>{text('i > x')}</satisfies></some>": True,
        f"<some iteratorVariable='i'><in>{text('[1]')}</in><satisfies>{text('5')}</satisfies></some>": None,
        f"<every iteratorVariable='i'><in>{text('[1, 2]')}</in><satisfies>{text('i > x')}</satisfies></every>": False,
        f"<every iteratorVariable='i'><in>{text('null')}</in><satisfies>{text('i')}</satisfies></every>": None,
        f"<filter><in>{text('[1, 2, 3]')}</in><match>{text('item > x')}</match></filter>": [2, 3],
        f"<filter><in>{text('[{a: 1}, {a: 2}]')}</in><match>{text('a > x')}</match></filter>": [{"a": 2}],
        f"<filter><in>{text('5')}</in><match>{text('item > x')}</match></filter>": [5],
        f"<filter><in>{text('null')}</in><match>{text('true')}</match></filter>": [],
        f"<filter><in>{text('[1]')}</in><match>{text('item')}</match></filter>": None,
        f"<invocation>{text('abs')}<binding><parameter name='n'/>{text('-x')}</binding></invocation>": 1,
        f"<invocation>{text('today')}</invocation>": None,
        "<literalExpression/>": None,
        "<literalExpression typeRef='string'><text>x</text></literalExpression>": None,
        "<literalExpression typeRef='number'><text>[x]</text></literalExpression>": 1,
        f"<invocation>{text('function(a: number) a + x')}<binding><parameter name='a'/>{text('2')}</binding></invocation>": 3,
        f"<invocation><functionDefinition><formalParameter name='p q' typeRef='number'/>{text('p q + x')}"
        f"</functionDefinition><binding><parameter name='p q'/>{text('2')}</binding></invocation>": 3,
        f"<invocation><functionDefinition><formalParameter name='p' typeRef='number'/>{text('p')}"
        f'</functionDefinition><binding><parameter name="p"/>{text(chr(34) + "a" + chr(34))}</binding></invocation>': None,
        f"<invocation><functionDefinition typeRef='number'>{text('x')}</functionDefinition></invocation>": 1,
        "<invocation><functionDefinition/></invocation>": None,
        f"<invocation><functionDefinition kind='Java'>{text('x')}</functionDefinition></invocation>": None,
    }
    for boxed, expected in logic.items():
        model = on_x(boxed)
        assert model.evaluate("d", {"x": 1}) == expected, (boxed, model.evaluate_full("d", {"x": 1}), model.problems)


def test_business_knowledge_is_a_function_and_may_call_itself():
    model = read(
        f"""<businessKnowledgeModel id="_f" name="factorial of"><variable name="factorial of" typeRef="number"/>
        <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
          {text("if n <= 1 then 1 else n * factorial of(n - 1)")}</encapsulatedLogic>
        <knowledgeRequirement>{on_knowledge("f")}</knowledgeRequirement></businessKnowledgeModel>
        <businessKnowledgeModel id="_e" name="empty"/>"""
        + decision("d", text("factorial of(5)"), on_knowledge("f"))
        + decision("deep", text("factorial of(500)"), on_knowledge("f"))
        + decision("twice", text("factorial of(3) + factorial of(n: 3)"), on_knowledge("f"))
        + decision("e", text("empty()"), on_knowledge("e"))
    )
    assert model.evaluate("d", {}) == Decimal(120)
    assert model.evaluate("twice", {}) == Decimal(12)
    assert model.evaluate("e", {}) is None
    assert model.evaluate_full("deep", {}).problems[-1].code == "feel.budget"
    assert model.knowledge["factorial of"] == "_f"


def test_a_decision_service_is_a_function_of_its_inputs():
    model = read(
        input_data("x", "number")
        + decision("a", text("x * 2"), on_input("x"), type_ref="number")
        + decision("b", text("a + x"), on_decision("a"), on_input("x"))
        + decision("c", text("a - 1"), on_decision("a"))
        + """<decisionService id="_s" name="serve"><outputDecision href="#_b"/><outputDecision href="#_c"/>
          <inputDecision href="#_a"/><inputData href="#_x"/></decisionService>
          <decisionService id="_none" name="nothing"/>"""
        + decision("d", text("serve(1, 10)"), on_knowledge("s"))
        + decision("named", text("serve(x: 1, a: 10).b"), on_knowledge("s"))
        + decision("wrong", text('serve("x", 10)'), on_knowledge("s"))
    )
    assert model.evaluate("d", {}) == {"b": 11, "c": 9}
    assert model.evaluate("named", {}) == Decimal(11)
    assert model.evaluate("wrong", {}) is None
    assert model.evaluate("serve", {"x": 1, "a": 10}) == {"b": 11, "c": 9}
    assert model.decision_services["serve"].inputs == {"x", "a"}
    assert [problem.code for problem in model.problems] == ["dmn.service"]


def test_types_are_checked_and_values_coerced():
    model = read(
        """<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
             <itemComponent name="age"><typeRef>tAge</typeRef></itemComponent></itemDefinition>
           <itemDefinition name="tAge"><typeRef>feel:number</typeRef>
             <allowedValues><text>[0..150]</text></allowedValues></itemDefinition>
           <itemDefinition name="tGrown"><typeRef>tAge</typeRef>
             <allowedValues><text>>= 18</text></allowedValues></itemDefinition>
           <itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef>
             <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
           <itemDefinition name="tTree"><itemComponent name="children" isCollection="true">
             <typeRef>tTree</typeRef></itemComponent></itemDefinition>
           <itemDefinition name="tAnything"/>
           <itemDefinition name="tFunction"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/>
             </functionItem></itemDefinition>
           <itemDefinition name="tBroken"><typeRef>tMissing</typeRef>
             <allowedValues><text>[1..</text></allowedValues></itemDefinition>"""
        + "".join(input_data(name, name) for name in ("tPerson", "tAge", "tGrown", "tPeople", "tTree", "tAnything"))
        + "".join(
            decision(f"d{name}", text(name), on_input(name))
            for name in ("tPerson", "tAge", "tGrown", "tPeople", "tTree", "tAnything")
        )
        + decision("dFunction", text("function(b) b"), type_ref="tFunction")
        + decision("dFunction2", text("function(a, b) b"), type_ref="tFunction")
        + decision("dTime", text('date("2026-02-17")'), type_ref="dateTime")
        + decision("dPath", text("tPerson.full name"), on_input("tPerson"))
    )
    person = {"full name": "An", "age": 40}

    def given(name: str, value: object) -> object:
        return model.evaluate(f"d{name}", {name: value})

    assert given("tPerson", person) == person
    assert given("tPerson", [person]) == person
    assert given("tPerson", {"full name": "An"}) is None
    assert given("tPerson", {**person, "age": 200}) is None
    assert given("tPerson", None) is None
    assert given("tAge", 40) == 40
    assert given("tAge", [40]) == 40
    assert given("tAge", 200) is None
    assert given("tAge", "40") is None
    assert given("tGrown", 20) == 20
    assert given("tGrown", 10) is None
    assert given("tGrown", 200) is None
    assert given("tPeople", person) == [person]
    assert given("tPeople", [person, person]) == [person, person]
    assert given("tPeople", [person] * 3) is None
    assert given("tPeople", "An") is None
    assert given("tPeople", ["An"]) is None
    assert given("tTree", {"children": [{"children": []}]}) == {"children": [{"children": []}]}
    assert given("tTree", {"children": 1}) is None
    assert given("tAnything", [[1], 2]) == [[1], 2]
    assert callable(model.evaluate("dFunction", {}).invoke)
    assert model.evaluate("dFunction2", {}) is None
    assert model.evaluate("dTime", {}) == datetime(2026, 2, 17, tzinfo=UTC)
    assert model.evaluate("dPath", {"tPerson": person}) == "An"
    assert [problem.code for problem in model.problems] == ["dmn.unknown-type", "dmn.syntax"]


IMPORTED = xml(
    '<itemDefinition name="tName"><typeRef>string</typeRef></itemDefinition>'
    + input_data("person", "tName")
    + decision("greeting", text('"Xin chào " + person'), on_input("person"))
    + '<businessKnowledgeModel id="_say" name="say hello"><encapsulatedLogic><formalParameter name="n"/>'
    + text('"Hello " + n')
    + "</encapsulatedLogic></businessKnowledgeModel>",
    "urn:imported",
)


def importing(name: str = "lib", location: str = "") -> str:
    return f'<import name="{name}" namespace="urn:imported" importType="{NAMESPACE}" locationURI="{location}"/>'


USES = (
    decision(
        "d",
        text('lib.greeting + " / " + lib.say hello(lib.person)'),
        '<requiredDecision href="urn:imported#_greeting"/>',
        '<requiredKnowledge href="urn:imported#_say"/>',
        '<requiredInput href="urn:imported#_person"/>',
    )
    + input_data("mine", "lib.tName")
    + decision("typed", text("mine"), on_input("mine"))
)


@pytest.mark.parametrize("key", ["urn:imported", "lib.dmn", "something else"])
def test_an_imported_model_is_used_under_its_name(key: str):
    model = read(importing(location="lib.dmn") + USES, imports={key: IMPORTED})
    assert model.problems == ()
    for inputs in ({"lib": {"person": "An"}}, {"lib.person": "An"}, {"person": "An"}):
        assert model.evaluate("d", inputs) == "Xin chào An / Hello An"
    assert model.evaluate("typed", {"mine": "x"}) == "x"
    assert model.evaluate("typed", {"mine": 1}) is None


def test_a_model_imported_without_a_name_shares_the_names():
    model = read(
        importing("") + decision("d", text("greeting"), '<requiredDecision href="urn:imported#_greeting"/>'),
        imports={"urn:imported": IMPORTED},
    )
    assert model.evaluate("d", {"person": "An"}) == "Xin chào An"


def test_a_model_imported_through_another_takes_inputs_under_both_names():
    middle = xml(importing() + USES, "urn:middle")
    model = read(
        f'<import name="a" namespace="urn:middle" importType="{NAMESPACE}"/>'
        f'<import name="lib" namespace="urn:imported" importType="{NAMESPACE}"/>'
        + decision("top", text("a.d"), '<requiredDecision href="urn:middle#_d"/>'),
        imports={"urn:imported": IMPORTED, "urn:middle": middle},
    )
    for inputs in ({"a": {"lib": {"person": "An"}}}, {"lib": {"person": "An"}}):
        assert model.evaluate("top", inputs) == "Xin chào An / Hello An"


def test_imports_that_cannot_be_used_are_problems():
    itself = xml(f'<import name="me" namespace="urn:test" importType="{NAMESPACE}"/>')
    assert [p.code for p in read_dmn(itself, {"urn:test": itself}).problems] == ["dmn.import"]
    assert [p.code for p in read(importing(), imports={}).problems] == ["dmn.import"]
    assert [p.code for p in read('<import name="x" namespace="y" importType="http://pmml"/>').problems] == [
        "dmn.import"
    ]


def test_host_functions_are_known_by_name():
    model = read(decision("d", text("add days(1, 2) + 1")), functions=["add days"])
    env = FeelEnv(functions={"add days": host_function("add days", "a: number, b: number", lambda a, b: a + b)})
    assert model.problems == ()
    assert model.evaluate("d", {}, env) == Decimal(4)


PROBLEMS = {
    decision("d", text("1 +")): "dmn.syntax",
    decision("d", text("x"), on_input("missing")): "dmn.reference",
    decision("d", text("x"), '<requiredInput href="urn:elsewhere#_x"/>'): "dmn.reference",
    decision("d", text("d"), on_decision("d")): "dmn.cycle",
    decision("d", text("e"), on_decision("e")) + decision("e", text("d"), on_decision("d")): "dmn.cycle",
    decision("d", text("1")) + decision("d", text("2")): "dmn.duplicate",
    decision("d", text("1"), type_ref="tUnknown"): "dmn.unknown-type",
    decision("d", text("unknown + 1")): "dmn.unknown-name",
    decision(
        "d", "<literalExpression expressionLanguage='urn:python'><text>1</text></literalExpression>"
    ): "dmn.language",
    decision("d", "<context><contextEntry><variable name='a'/></contextEntry></context>"): "dmn.missing-expression",
    decision("d", f"<for iteratorVariable='i'><in>{text('[1]')}</in></for>"): "dmn.missing-expression",
    decision("d", f"<some><in>{text('[1]')}</in><satisfies>{text('true')}</satisfies></some>"): "dmn.iterator",
    decision("d", "<list><weird/></list>"): None,
    decision(
        "d", f"<for iteratorVariable='i'><in><weird/></in><return>{text('1')}</return></for>"
    ): "dmn.missing-expression",
    decision("d", f"<invocation>{text('abs')}<binding>{text('1')}</binding></invocation>"): "dmn.binding",
    decision("d", f"<relation><column name='a'/><row>{text('1')}{text('2')}</row></relation>"): "dmn.row",
    decision("d", table([("1,", "1")])): "dmn.syntax",
    decision("d", table([("1", "1")], "STRANGE")): "dmn.hit-policy",
    decision("d", "<decisionTable><input/><output/></decisionTable>"): "dmn.missing-expression",
    decision("d", "<decisionTable><output/><rule/></decisionTable>"): "dmn.rule",
    decision("d", f"<functionDefinition kind='PMML'>{text('1')}</functionDefinition>"): "dmn.external",
}


@pytest.mark.parametrize("body", PROBLEMS)
def test_a_mistake_in_a_model_is_a_problem_with_its_place(body: str):
    model = read(body)
    codes = {problem.code for problem in model.problems}
    assert codes >= ({PROBLEMS[body]} if PROBLEMS[body] else set())
    assert all(problem.line == 1 and problem.element and problem.message for problem in model.problems)
    result = model.evaluate_full("d", {})
    assert result.value is None or result.value == [] or not isinstance(result.value, str)


def test_a_rule_that_cannot_be_read_never_matches():
    model = on_x(table([("1,", '"broken"'), ("-", '"rest"')], "FIRST"))
    assert model.evaluate("d", {"x": 1}) == "rest"
    assert model.evaluate("d", {"x": None}) == "rest"


def test_an_expression_that_cannot_be_read_is_null_with_a_problem():
    result = on_x(text("1 +")).evaluate_full("d", {"x": 1})
    assert result.value is None
    assert [problem.code for problem in result.problems] == ["dmn.syntax"]
    other = "<literalExpression expressionLanguage='urn:python'><text>1</text></literalExpression>"
    assert [problem.code for problem in on_x(other).evaluate_full("d", {"x": 1}).problems] == ["dmn.language"]


def test_a_long_chain_of_decisions_needs_no_deep_stack():
    chain = "".join(decision(f"d{i}", text(f"d{i - 1} + 1"), on_decision(f"d{i - 1}")) for i in range(1, 2000))
    model = read(decision("d0", text("0")) + chain)
    assert model.evaluate("d1999", {}) == Decimal(1999)


def test_a_requirement_of_the_wrong_kind_is_null():
    model = read(
        input_data("x")
        + decision("a", text("b"), '<requiredInput href="#_b"/>')
        + decision("b", text("x"), '<requiredDecision href="#_x"/>')
        + decision("c", text("x()"), '<requiredKnowledge href="#_x"/>')
    )
    assert model.evaluate("a", {}) is None
    assert model.evaluate("c", {}) is None
    assert "dmn.cycle" in [problem.code for problem in model.evaluate_full("b", {"x": 1}).problems]


def test_one_budget_covers_the_whole_evaluation():
    model = read(
        decision("a", text("for i in 1..300 return i"))
        + decision("b", text("for i in 1..300 return i"))
        + decision("c", text("[a, b]"), on_decision("a"), on_decision("b"))
    )
    assert len(model.evaluate("c", {}, FeelEnv(budget=4000))) == 2
    result = model.evaluate_full("c", {}, FeelEnv(budget=1500))
    assert result.value is None
    assert result.problems[-1].code == "feel.budget"


UNREADABLE = {
    b"": "not well-formed",
    b"<definitions>": "not well-formed",
    b"<other/>": "no DMN",
    xml("").replace(b"20230324", b"19990101"): "no DMN",
    b'<!DOCTYPE definitions [<!ENTITY a "aaaa">]>' + xml("<description>&a;</description>"): "document type",
    b'<!DOCTYPE definitions SYSTEM "file:///etc/passwd">' + xml(""): "document type",
    xml("<list>" * 130 + "</list>" * 130): "deeper",
    xml("<list>" * 5000 + "</list>" * 5000): "deep|not well-formed",
    xml("<decision/>"): "neither a name nor an id",
    b" " * (9 << 20): "larger",
}


@pytest.mark.parametrize("content", UNREADABLE, ids=[str(number) for number in range(len(UNREADABLE))])
def test_what_is_no_model_is_refused(content: bytes):
    with pytest.raises(DmnError, match=UNREADABLE[content]) as error:
        read_dmn(content)
    assert error.value.message


def test_errors_tell_the_line_and_the_element():
    with pytest.raises(DmnError) as error:
        read_dmn(xml("\n\n<decision/>"))
    assert (error.value.line, error.value.element) == (3, "decision")
    assert "line 3" in str(error.value)


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
    ],
)
def test_older_versions_of_dmn_are_read(namespace: str):
    model = read_dmn(xml(decision("d", text("1 + 1"), type_ref="feel:number"), dmn=namespace))
    assert model.evaluate("d", {}) == Decimal(2)


def test_extensions_and_comments_are_passed_over():
    body = (
        '<!-- a comment --><extensionElements><x:decision xmlns:x="urn:x" name="no"/></extensionElements>'
        '<decision name="d"><?pi?><variable name="d"/><question>?</question>'
        "<literalExpression><!-- c --><text>1<!-- c --> + 1</text></literalExpression></decision>"
    )
    model = read(body)
    assert list(model.decisions) == ["d"]
    assert model.evaluate("d", {}) == Decimal(2)


def test_variables_of_layers_are_a_mapping():
    layer = Layer({"a": 1}, Layer({"a": 2, "b": None}, {"c": 3}))
    assert (layer["a"], layer["b"], layer["c"], layer.get("d", 4)) == (1, None, 3, 4)
    assert dict(layer) == {"a": 1, "b": None, "c": 3}
    assert len(layer) == 3
    with pytest.raises(KeyError):
        layer["d"]
