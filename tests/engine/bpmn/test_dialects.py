"""Models of other tools: what means the same is read, what is code is named."""

import pytest

from engine.bpmn.dialects.juel import juel_to_feel
from engine.bpmn.dialects.python import python_to_feel
from engine.bpmn.model import Literal, NodeKind
from engine.feel import compile_expression
from tests.engine.bpmn.snippets import codes, compiled, flow, library, line, process

NAMES = {"a": 5, "b": 2, "s": "x", "yes": True, "no": False, "obj": {"k": 1, "in": {"k": 2}}, "nothing": None}


def evaluate(value, **names):
    return value.value if isinstance(value, Literal) else value.evaluate(names).value


@pytest.mark.parametrize(
    ("juel", "value"),
    [
        ("${a > 3}", True),
        ("#{a >= 5 && b < 3}", True),
        ("${yes and not no}", True),
        ("${!yes || s == 'x'}", True),
        ("${!(a == 5)}", False),
        ("${!!yes}", True),
        ("${a eq 5 and b ne 5 and a gt b and b lt a and a ge 5 and b le 2}", True),
        ("${a + b * 2 - 1}", 8),
        ("${a div 2}", 2.5),
        ("${obj.in.k}", 2),
        ('${s == "x"}', True),
        (r"${'it\'s \"' == s}", False),
        ("${nothing == null}", True),
        ("${yes == true and no == false}", True),
        ("a > 3", True),
    ],
)
def test_simple_juel_means_the_same_in_feel(juel, value):
    assert compile_expression(juel_to_feel(juel)).evaluate(NAMES).value == value


@pytest.mark.parametrize(
    "juel",
    ["${bean.call(a)}", "${a ? b : 1}", "${empty a}", "${a % 2}", "${a[0]}", "${a} and ${b}", "${a ; b}", "${!}", "${!(a}", "${'x}", "${(!)}"],
)  # fmt: skip
def test_other_juel_has_no_equivalent(juel):
    assert juel_to_feel(juel) is None


@pytest.mark.parametrize(
    ("python", "value"),
    [
        ("a > 3", True),
        ("1 < b < a", True),
        ("a == 5 and not no or False", True),
        ("yes is True and nothing is None and s is not None", True),
        ("a in [1, 5]", True),
        ("a + b * 2 - 1", 8),
        ("a / 2", 2.5),
        ("a ** b", 25),
        ("-a", -5),
        ("obj['k'] + obj.k", 2),
        ("'x' if yes else 'y'", "x"),
        ('s == "x"', True),
        ("a != 5", False),
        ("a <= 5 and a >= 5", True),
        ("1.5", 1.5),
    ],
)
def test_simple_python_means_the_same_in_feel(python, value):
    assert (
        float(compile_expression(python_to_feel(python)).evaluate(NAMES).value or 0) == value
        if isinstance(value, float)
        else compile_expression(python_to_feel(python)).evaluate(NAMES).value == value
    )


@pytest.mark.parametrize(
    "python",
    ["len(a)", "__import__('os')", "[x for x in a]", "lambda: 1", "a = 1", "a in b", "a not in [1]", "a[0]", "a['x y']", "~a", "a % 2", "b'x'", "1j", "a >", "x" * 10_001, "(" * 300, "f'{a}'", "a @ b"],
)  # fmt: skip
def test_other_python_has_no_equivalent(python):
    assert python_to_feel(python) is None


def decided(condition: str, attributes: str) -> bytes:
    return process(
        '<startEvent id="S"/><exclusiveGateway id="G" default="G_B"/>'
        f'<userTask id="A" {attributes}/><task id="B"/><endEvent id="E"/>'
        + flow("S", "G") + flow("G", "A", condition) + flow("G", "B") + flow("A", "E") + flow("B", "E")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "attributes"),
    [
        ("${amount > 100}", 'camunda:candidateGroups="g"'),
        ("amount > 100", 'spiffworkflow:x="1"'),
        ("= amount > 100", 'camunda:candidateGroups="g"'),
        ("=amount > 100", 'zeebe:x="1"'),
        ("amount > 100", 'zeebe:x="1"'),
    ],
)
def test_the_vendor_in_use_decides_the_language(condition, attributes):
    model = compiled(decided(condition, attributes))
    assert evaluate(model.flows["G_A"].condition, amount=200) is True


def test_a_vendor_that_is_only_declared_decides_nothing():
    assert "bpmn.expression.syntax" in codes(decided("${amount > 100}", ""))


def test_the_language_of_an_expression_decides_before_the_vendor():
    xml = decided("amount > 100", 'camunda:candidateGroups="g"')
    feel = xml.replace(
        b'"tFormalExpression"', b'"tFormalExpression" language="https://www.omg.org/spec/DMN/20191111/FEEL/"'
    )
    python = xml.replace(b'"tFormalExpression"', b'"tFormalExpression" language="python"')
    script = xml.replace(b'"tFormalExpression"', b'"tFormalExpression" language="javascript"')
    assert evaluate(compiled(feel).flows["G_A"].condition, amount=200) is True
    assert evaluate(compiled(python).flows["G_A"].condition, amount=200) is True
    assert "bpmn.expression.language" in codes(script)


def test_the_language_of_the_file_decides_before_the_vendor():
    declared = decided("amount > 100", 'camunda:candidateGroups="g"').replace(
        b"targetNamespace", b'expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/" targetNamespace'
    )
    assert evaluate(compiled(declared).flows["G_A"].condition, amount=200) is True
    boilerplate = decided("${amount > 100}", 'camunda:candidateGroups="g"').replace(
        b"targetNamespace", b'expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace'
    )
    assert evaluate(compiled(boilerplate).flows["G_A"].condition, amount=200) is True


def extended(tag: str, inside: str, attributes: str = "", more: str = "") -> str:
    return f'<{tag} id="A" {attributes}><extensionElements>{inside}</extensionElements>{more}</{tag}>'


def node(xml_node: str, outside: str = ""):
    found, problems = library(process(line(xml_node), outside))
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    return found.processes["P"].nodes["A"]


def test_camunda_8_tasks_are_read():
    service = node(
        extended(
            "serviceTask",
            '<zeebe:taskDefinition type="verify" retries="5"/><zeebe:ioMapping><zeebe:input source="=a" target="b"/>'
            '<zeebe:output source="=c" target="d"/></zeebe:ioMapping>',
        )
    )
    assert (evaluate(service.service.service), service.service.retries) == ("verify", "5")
    assert [(one.name, evaluate(one.value, a=1)) for one in service.inputs] == [("b", 1)]
    assert [(one.name, evaluate(one.value, c=2)) for one in service.outputs] == [("d", 2)]
    assert service.has_outputs
    user = node(
        extended("userTask", '<zeebe:formDefinition formId="f"/><zeebe:assignmentDefinition candidateGroups="g, h"/>')
    )
    assert (user.work.form, evaluate(user.work.role)) == ("f", "g")
    script = node(extended("scriptTask", '<zeebe:script expression="=a + 1" resultVariable="b"/>'))
    assert evaluate(script.script, a=1) == {"b": 2}
    assert node(extended("scriptTask", '<zeebe:taskDefinition type="script"/>')).kind is NodeKind.SERVICE_TASK
    rule = node(extended("businessRuleTask", '<zeebe:calledDecision decisionId="fee" resultVariable="r"/>'))
    assert evaluate(rule.calls) == "fee"
    assert [(one.name, evaluate(one.value, result=3)) for one in rule.outputs] == [("r", 3)]
    call = node(extended("callActivity", '<zeebe:calledElement processId="Q"/>'))
    assert evaluate(call.calls) == "Q"


def test_camunda_8_loops_and_keys_are_read():
    task = node(
        '<task id="A"><multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=list"'
        ' inputElement="one" outputCollection="all" outputElement="=one * 2"/></extensionElements>'
        "</multiInstanceLoopCharacteristics></task>"
    )
    assert evaluate(task.loop.collection, list=[1]) == [1]
    assert (task.loop.item, task.loop.output_collection) == ("one", "all")
    assert evaluate(task.loop.output_item, one=2) == 4
    receive = node(
        '<receiveTask id="A" messageRef="M"/>',
        '<message id="M" name="m"><extensionElements><zeebe:subscription correlationKey="=code"/></extensionElements></message>',
    )
    assert evaluate(receive.message.key, code="7") == "7"


def test_camunda_7_tasks_are_read():
    user = node('<userTask id="A" camunda:formKey="f" camunda:candidateGroups="${group}"/>')
    assert (user.work.form, evaluate(user.work.role, group="g")) == ("f", "g")
    service = node(
        extended(
            "serviceTask",
            '<camunda:inputOutput><camunda:inputParameter name="b">${a}</camunda:inputParameter>'
            '<camunda:outputParameter name="d">x</camunda:outputParameter></camunda:inputOutput>',
            'camunda:type="external" camunda:topic="verify"',
        )
    )
    assert evaluate(service.service.service) == "verify"
    assert [(one.name, evaluate(one.value, a=1)) for one in (*service.inputs, *service.outputs)] == [
        ("b", 1),
        ("d", "x"),
    ]
    rule = node('<businessRuleTask id="A" camunda:decisionRef="fee" camunda:resultVariable="r"/>')
    assert (evaluate(rule.calls), rule.outputs[0].name) == ("fee", "r")
    call = node(
        extended(
            "callActivity",
            '<camunda:in source="a" target="b"/><camunda:in sourceExpression="${a + 1}" target="c"/><camunda:in variables="all"/>'
            '<camunda:out source="d"/>',
            'calledElement="Q"',
        ),
        '<process id="Q" isExecutable="true"><task id="q"/></process>',
    )
    assert [(one.name, evaluate(one.value, a=1)) for one in call.inputs] == [("b", 1), ("c", 2)]
    assert [(one.name, evaluate(one.value, d=1)) for one in call.outputs] == [("d", 1)]
    loop = node(
        '<task id="A"><multiInstanceLoopCharacteristics camunda:collection="list" camunda:elementVariable="one"/></task>'
    ).loop
    assert (evaluate(loop.collection, list=[1]), loop.item) == ([1], "one")


def test_our_own_words_win_over_a_vendors():
    task = node(
        extended(
            "userTask",
            '<zeebe:formDefinition formId="f"/><motcua:io><motcua:in name="x" value="1"/></motcua:io>'
            '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>',
            'motcua:form="mine"',
        )
    )
    assert task.work.form == "mine"
    assert [one.name for one in task.inputs] == ["x"]


def test_spiffworkflows_decision_is_read():
    rule = node(extended("businessRuleTask", "<spiffworkflow:calledDecisionId>fee</spiffworkflow:calledDecisionId>"))
    assert evaluate(rule.calls) == "fee"


@pytest.mark.parametrize(
    "task",
    [
        '<serviceTask id="A" camunda:class="org.Example"/>',
        '<serviceTask id="A" camunda:expression="${bean.call()}"/>',
        extended("userTask", '<camunda:taskListener event="create" class="x"/>'),
        extended("userTask", "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>"),
    ],
)
def test_code_of_another_platform_is_refused(task):
    assert "bpmn.vendor.code" in codes(process(line(task)))
