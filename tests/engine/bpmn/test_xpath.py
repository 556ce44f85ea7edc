"""XPath of the simple kind, which files name because it is the schema's default."""

import pytest

from engine.bpmn.dialects.xpath import is_xpath, xpath_to_feel
from engine.feel import compile_expression
from tests.engine.conformance.models import file, model, process

SAME = [
    ("x > 1", "x > 1"),
    ("$x = 'a'", 'x = "a"'),
    ("a/b/c <= 2.5", "a.b.c <= 2.5"),
    ("not(done) and (n mod 2 = 0 or n div 2 > 3)", "not(done) and (modulo(n, 2) = 0 or n / 2 > 3)"),
    ("getDataObject('order')/total >= 10", "order.total >= 10"),
    ("bpmn:getProcessProperty('limit') != 3", "limit != 3"),
    ("true()", "true"),
    ("count(items) - 1 > -2", "count(items) - 1 > -2"),
    ("items[1]/price * 2", "items[1].price * 2"),
    ('starts-with(name, "N")', 'starts with(name, "N")'),
    ("concat('a', b)", '"a" + b'),
    ("true", "true"),
    ("order.total = .5", "order.total = 0.5"),
]


@pytest.mark.parametrize(("xpath", "feel"), SAME)
def test_what_both_languages_say_is_executed(xpath, feel):
    assert xpath_to_feel(xpath) == feel
    compile_expression(feel)


@pytest.mark.parametrize(
    "xpath",
    [
        "//order",
        "/order/total",
        "a-b > 1",
        "@id = 1",
        "a | b",
        "order[total > 3]",
        "*",
        "..",
        "last()",
        "a = b = c",
        "1 +",
        "(a",
        "a/3",
        "a[b",
        "a[1.5]",
        "a[1",
        "not(a, b)",
        "getDataObject(order)",
        "getDataObject('my order')",
        "unknown(a)",
    ],
)
def test_what_only_xpath_says_is_left_to_a_person(xpath):
    assert xpath_to_feel(xpath) is None


def test_a_text_that_nests_too_deep_is_left_to_a_person():
    assert xpath_to_feel("(" * 5000 + "1" + ")" * 5000) is None


def test_what_cannot_be_xpath_is_not_meant_as_such():
    assert is_xpath("a/b[1] = 2")
    assert not is_xpath("if a then b else c")
    assert not is_xpath('x in ["a", "b"]')


def codes(xml: bytes) -> dict[str, str]:
    from engine.bpmn import compile_library, read

    library, problems = compile_library(read(xml, "m.bpmn"))
    return {each.code: each.text("en") for each in problems} | {"processes": ",".join(library.processes)}


def with_language(condition: str, language: str, attribute: str = "") -> bytes:
    xml = model(f"S>x1-[{condition}]>A>E; x1-/>E").replace(
        b'targetNamespace="urn:t"', f'targetNamespace="urn:t" expressionLanguage="{language}"'.encode()
    )
    return xml.replace(b'"tFormalExpression"', f'"tFormalExpression" {attribute}'.encode()) if attribute else xml


XPATH = "http://www.w3.org/1999/XPath"


def test_the_schemas_default_language_does_not_close_a_file():
    found = codes(with_language("x > 1 and y = 'b'", XPATH))
    assert found["processes"] == "P"
    assert found["bpmn.expression.read-as"] == (
        "“x > 1 and y = 'b'” is read as XPath and means “x > 1 and y = \"b\"” in FEEL."
    )


def test_feel_in_a_file_of_the_default_language_is_feel():
    found = codes(with_language('if x then y in ["a"] else false', XPATH))
    assert found == {"processes": "P"}


def test_real_xpath_is_named_at_its_element():
    found = codes(with_language("//order[@id = 3]", XPATH))
    assert found["processes"] == ""
    assert "//order[@id = 3]" in found["bpmn.expression.dialect"]


def test_an_expression_that_says_itself_it_is_xpath_is_never_taken_for_feel():
    found = codes(with_language("if x then y else z", XPATH, f'language="{XPATH}"'))
    assert "bpmn.expression.dialect" in found


def test_truth_and_numbers_are_the_same_in_every_language():
    assert codes(with_language("true", "http://www.java.com/java"))["processes"] == "P"
    assert codes(with_language("x > 1", "http://www.java.com/java"))["processes"] == ""


def test_a_vendors_namespace_says_more_than_the_default():
    xml = (
        file(process("P", "S>x1-[${x > 1}]>A>E; x1-/>E"))
        .replace(
            b'targetNamespace="urn:t"',
            f'targetNamespace="urn:t" expressionLanguage="{XPATH}"'.encode(),
        )
        .replace(b'<task id="A"', b'<task id="A" camunda:asyncBefore="true"')
    )
    assert "means “x > 1”" in codes(xml)["bpmn.expression.read-as"]


def test_the_functions_of_bpmn_are_xpath_wherever_they_stand():
    found = codes(model("S>x1-[bpmn:getDataObject('clarified') = 'yes']>A>E; x1-/>E"))
    assert found["processes"] == "P"
    assert 'clarified = "yes"' in found["bpmn.expression.read-as"]


@pytest.mark.parametrize("written", ["{}", "<![CDATA[{}]]>"])
def test_a_literal_expression_of_dmn_is_feel(written):
    boxed = '<d:literalExpression xmlns:d="https://www.omg.org/spec/DMN/20191111/MODEL/"><d:text>x > 1</d:text></d:literalExpression>'
    xml = model("S>x1-[?]>A>E; x1-/>E").replace(b"<![CDATA[?]]>", written.format(boxed).encode())
    assert codes(xml)["processes"] == "P"
