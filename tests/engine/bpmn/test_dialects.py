"""Models of other tools: what means the same is read, what is code is named."""

import pytest

from engine.bpmn.dialects.juel import juel_to_feel
from engine.bpmn.dialects.python import python_to_feel
from engine.bpmn.model import Literal, NodeKind
from engine.feel import compile_expression
from tests.engine.bpmn.snippets import codes, compiled, flow, library, line, process

NAMES = {
    "a": 5,
    "b": 2,
    "s": "x",
    "yes": True,
    "no": False,
    "obj": {"k": 1, "in": {"k": 2}},
    "nothing": None,
    "many": [7, []],
}


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
        ("${empty nothing}", True),
        ("${empty s || empty obj}", False),
        ("${empty many[1]}", True),
        ("${!empty many}", True),
        ("${not empty ''}", False),
        ("${a > 3 ? 'big' : 'small'}", "big"),
        ("${no ? 1 : yes ? 2 : 3}", 2),
        ("${many[0]}", 7),
        ("${obj['k']}", 1),
        ("${obj['in'].k}", 2),
        ("${execution.getVariable('a') == 5}", True),
        ("${s.equals('x') and s.toUpperCase().equals('X')}", True),
        ("${many.size() == 2 && s.length() == 1}", True),
        ("${many.contains(7) && s.contains('x')}", True),
        ("${s.startsWith('x') && !s.isEmpty()}", True),
        ("${!unknown}", True),
        ("${!(unknown > 3)}", True),
        ("${a - b - 1}", 2),
        ("${-a + 1}", -4),
        ("${- -a}", 5),
        ("${1 + 2 * 3 == 7 && 10 - 4 / 2 == 8}", True),
        ("${yes || yes && no}", True),
        ("${1.5e1}", 15),
        ("${'a\\\\b'}", "a\\b"),
    ],
)
def test_simple_juel_means_the_same_in_feel(juel, value):
    assert compile_expression(juel_to_feel(juel)).evaluate(NAMES).value == value


@pytest.mark.parametrize(
    "juel",
    ["${bean.call(a)}", "${a % 2}", "${a mod 2}", "${a[b]}", "${a} and ${b}", "${a ; b}", "${!}", "${!(a}", "${'x}", "${(!)}", "${}", "${a ? b}", "${call(a)}", "${execution.id}", "${execution}", "${execution.getVariable(a)}", "${execution.setVariable('a')}", "${execution.getVariable('a b')}", "${a.b.c.d()}", "${a instanceof b}", "${a.}", "${a..b}", "${1 2}", "${a, b}", "${a = 1}", "${" + "(" * 40 + "a" + ")" * 40 + "}", "${s.equals('a', 'b')}", "${a += 1}", "${[1]}", "${{}}", "${a -> b}", "${null.x}", "${a[" + "9" * 5_000 + "]}"],
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
        ("a % 2", 1),
        ("-a % 3", 1),
        ("a // 2", 2),
        ("-a // 2", -3),
        ("a not in [1]", True),
        ("7 in many and 'x' in s and 8 not in many", True),
        ("many[0] + many[-2]", 14),
        ("len(many) == 2 and len(s) == 1", True),
        ("max(a, b) - min([a, b]) + abs(-1)", 4),
        ("s.upper() == 'X' and s.startswith('x') and not s.endswith('y')", True),
        ("obj.get('k')", 1),
        ("obj['x y'] is None", True),
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
    ["__import__('os')", "[x for x in a]", "lambda: 1", "a = 1", "open('x')", "a.b.c()", "len(a, b)", "max(*a)", "obj.get(key='k')", "a[b]", "a[1:2]", "a[True]", "a[-0]", "'%s' % a", "a.__class__()", "~a", "1e999", "9" * 5_000, "b'x'", "1j", "a >", "x" * 10_001, "(" * 300, "f'{a}'", "a @ b"],
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


@pytest.mark.parametrize(
    ("task", "form"),
    [
        ('<userTask id="A" camunda:formKey="embedded:app:forms/check.html"/>', "check"),
        ('<userTask id="A" camunda:formRef="check"/>', "check"),
        (extended("userTask", '<zeebe:formDefinition formId="check"/>'), "check"),
        (extended("userTask", '<zeebe:formDefinition formKey="camunda-forms:bpmn:check"/>'), "check"),
        (
            extended(
                "userTask",
                '<spiffworkflow:properties><spiffworkflow:property name="formUiSchemaFilename" value="ui.json"/>'
                '<spiffworkflow:property name="formJsonSchemaFilename" value="check-schema.json"/>'
                "</spiffworkflow:properties>",
            ),
            "check",
        ),
    ],
)
def test_a_vendors_form_is_known_by_its_plain_name(task, form):
    assert node(task).work.form == form


def test_relatives_of_camunda_7_speak_the_same_words():
    for space in ("http://activiti.org/bpmn", "http://flowable.org/bpmn"):
        task = node(f'<userTask id="A" xmlns:v="{space}" v:formKey="f" v:candidateGroups="${{group}}"/>')
        assert (task.work.form, evaluate(task.work.role, group="g")) == ("f", "g")


def test_a_payload_that_a_message_names_in_python_is_told():
    payload = (
        "<extensionElements><spiffworkflow:messagePayload>{'a': b}</spiffworkflow:messagePayload></extensionElements>"
    )
    assert "bpmn.vendor.unused" in codes(process(line('<task id="A"/>'), f'<message id="M">{payload}</message>'))


def test_a_listener_of_a_flow_or_process_is_named_too():
    listener = '<extensionElements><camunda:executionListener class="x"/></extensionElements>'
    flows = process(line('<task id="A"/>').replace('targetRef="E"/>', f'targetRef="E">{listener}</sequenceFlow>'))
    assert "bpmn.vendor.code" in codes(flows)
    assert "bpmn.vendor.code" in codes(process(listener + line('<task id="A"/>')))


def test_a_person_named_by_a_vendor_is_a_role_of_that_name_where_no_group_is():
    assert evaluate(node('<userTask id="A" camunda:assignee="${clerk}"/>').work.role, clerk="ann") == "ann"
    assert evaluate(node('<userTask id="A" camunda:assignee="ann" camunda:candidateGroups="g"/>').work.role) == "g"
    assigned = extended("userTask", '<zeebe:assignmentDefinition assignee="=clerk"/>')
    assert evaluate(node(assigned).work.role, clerk="ann") == "ann"


def test_only_what_a_vendors_call_names_comes_back():
    called = '<process id="Q" isExecutable="true"><task id="q"/></process>'
    assert node(extended("callActivity", '<camunda:in source="a"/>', 'calledElement="Q"'), called).has_outputs
    everything = '<camunda:in source="a"/><camunda:out variables="all"/>'
    assert not node(extended("callActivity", everything, 'calledElement="Q"'), called).has_outputs
    closed = '<zeebe:calledElement processId="Q" propagateAllChildVariables="false"/>'
    assert node(extended("callActivity", closed), called).has_outputs
    assert not node(extended("callActivity", '<zeebe:calledElement processId="Q"/>'), called).has_outputs


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ('<userTask id="A" camunda:dueDate="${due}"/>', "camunda:dueDate"),
        (
            '<callActivity id="A" calledElement="P2" camunda:calledElementBinding="version"/>',
            "camunda:calledElementBinding",
        ),
        (extended("userTask", "<camunda:formData/>"), "camunda:formData"),
        (extended("callActivity", '<camunda:in variables="all"/>', 'calledElement="P2"'), "camunda:in variables"),
        (extended("callActivity", '<camunda:in businessKey="#{k}"/>', 'calledElement="P2"'), "camunda:in businessKey"),
        (extended("serviceTask", "<zeebe:taskHeaders/>"), "zeebe:taskHeaders"),
        (extended("intermediateThrowEvent", '<zeebe:taskDefinition type="x"/>'), "zeebe:taskDefinition"),
        (
            (
                '<intermediateThrowEvent id="A"><messageEventDefinition messageRef="MM" camunda:type="external" camunda:topic="x"/>'
                "</intermediateThrowEvent>"
            ),
            "camunda:topic",
        ),
        (
            extended(
                "userTask",
                '<camunda:inputOutput><camunda:inputParameter name="x"><camunda:list><camunda:value>1</camunda:value>'
                "</camunda:list></camunda:inputParameter></camunda:inputOutput>",
            ),
            "camunda:inputParameter",
        ),
        (
            extended("callActivity", '<zeebe:calledElement processId="P2"/>'),
            "zeebe:calledElement propagateAllParentVariables",
        ),
    ],
)
def test_what_a_vendor_says_and_is_not_read_is_named(task, name):
    outside = '<message id="MM"/><process id="P2" isExecutable="true"><task id="q"/></process>'
    problems = library(process(line(task), outside))[1]
    assert [dict(one.params)["extension"] for one in problems if one.code == "bpmn.vendor.unused"] == [name]


@pytest.mark.parametrize("text", ["${" + "empty " * 20 + "a}", "${" + "!" * 9_000 + "a}", "${a" + ".size()" * 30 + "}"])
def test_a_translation_that_would_grow_without_end_is_none(text):
    assert juel_to_feel(text) is None


def test_a_python_membership_that_would_grow_without_end_is_none():
    assert python_to_feel("(" * 40 + "a" + " in b)" * 40) is None
    assert python_to_feel("a in (" * 40 + "b" + ")" * 40) is None


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
        '<serviceTask id="A" xmlns:flowable="http://flowable.org/bpmn" flowable:class="org.Example"/>',
        extended(
            "userTask",
            '<camunda:inputOutput><camunda:inputParameter name="x"><camunda:script scriptFormat="groovy">1</camunda:script>'
            "</camunda:inputParameter></camunda:inputOutput>",
        ),
        extended("intermediateThrowEvent", '<camunda:executionListener event="start" class="x"/>'),
        '<endEvent id="Z"><messageEventDefinition id="A" camunda:class="x"/></endEvent><task id="A1"/>',
    ],
)
def test_code_of_another_platform_is_refused(task):
    assert "bpmn.vendor.code" in codes(process(line(task)))
