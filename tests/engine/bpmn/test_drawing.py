"""The diagram as SVG: well-formed, safe, and saying what is active and done."""

import pytest
from lxml import etree

from engine.bpmn import read
from engine.bpmn.diagram import diagrams, page_of
from engine.bpmn.drawing import diagram_svg, wrap
from tests.corpora import CORPORA, needs
from tests.engine.bpmn.snippets import definitions

SVG = "{http://www.w3.org/2000/svg}"


def drawn(shapes: str, inside: str, plane: str = "P", name: str = "Cấp bản sao") -> bytes:
    return definitions(
        f'<process id="P">{inside}</process><bpmndi:BPMNDiagram id="D" name="{name}"><bpmndi:BPMNPlane id="PL" bpmnElement="{plane}">'
        f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )


def shape(
    element: str, x: float = 0, y: float = 0, w: float = 100, h: float = 80, extra: str = "", label: str = ""
) -> str:
    return (
        f'<bpmndi:BPMNShape id="s_{element}" bpmnElement="{element}" {extra}><dc:Bounds x="{x}" y="{y}" width="{w}" '
        f'height="{h}"/>{label}</bpmndi:BPMNShape>'
    )


def edge(element: str, *points: tuple[float, float], label: str = "") -> str:
    way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="e_{element}" bpmnElement="{element}">{way}{label}</bpmndi:BPMNEdge>'


def parsed(svg: str):
    return etree.fromstring(svg)


def group(svg: str, ident: str):
    return next(one for one in parsed(svg).iter(SVG + "g") if one.get("data-element") == ident)


@needs("bpmn-miwg")
@pytest.mark.parametrize("path", sorted((CORPORA / "bpmn-miwg").glob("*.bpmn")), ids=lambda path: path.name)
def test_a_reference_model_is_drawn_completely(path):
    document = read(path.read_bytes())
    for page in diagrams(document):
        svg = diagram_svg(document, page.id)
        if page.shapes:
            drawn_ids = {one.get("data-element") for one in parsed(svg).iter(SVG + "g")}
            wanted = {shape.element.get("id") for shape in page.shapes if shape.element.tag.split("}")[1] != "message"}
            assert wanted <= drawn_ids | {None}, path


BOTH = drawn(shape("A") + shape("B", 200), '<userTask id="A" name="Tiếp nhận"/><userTask id="B" name="Ký duyệt"/>')


def test_states_are_marked_by_class_border_tick_and_words():
    svg = diagram_svg(read(BOTH), active={"B"}, done={"A"})
    assert group(svg, "A").get("class") == "bpmn-userTask done"
    assert group(svg, "B").get("class") == "bpmn-userTask active"
    assert [one.get("class") for one in group(svg, "A").iter(SVG + "g") if one.get("class") == "tick"] == ["tick"]
    root = parsed(svg)
    assert root.find(SVG + "title").text == "Sơ đồ quy trình: Cấp bản sao"
    assert root.find(SVG + "desc").text == "Đang thực hiện: Ký duyệt. Đã xong: Tiếp nhận."
    assert "In progress: Ký duyệt." in diagram_svg(read(BOTH), active={"B"}, lang="en")
    assert root.get("role") == "img"


def test_an_element_that_is_active_again_is_active():
    assert group(diagram_svg(read(BOTH), active={"A"}, done={"A"}), "A").get("class") == "bpmn-userTask active"


def test_names_cannot_inject_markup():
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x"
    svg = diagram_svg(read(drawn(shape("A"), f'<task id="A" name="{evil}"/>', name=evil)))
    assert "<script" not in svg
    assert all("onload" not in one.attrib for one in parsed(svg).iter())


def test_the_picture_is_as_large_as_what_it_shows():
    root = parsed(diagram_svg(read(BOTH)))
    assert root.get("viewBox") == "-20 -20 340 120"


@pytest.mark.parametrize("of", [None, "D", "P"])
def test_the_page_is_found_by_diagram_or_process(of):
    assert page_of(read(BOTH), of).id == "D"


def test_a_process_is_found_through_its_pool_or_its_nodes():
    xml = definitions(
        '<collaboration id="C"><participant id="PP" processRef="P"/></collaboration><process id="P"><task id="A"/></process>'
        '<process id="Q"><task id="B"/></process><bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane bpmnElement="C">'
        + shape("PP", w=300, h=200)
        + shape("B")
        + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    document = read(xml)
    assert page_of(document, "P").id == page_of(document, "Q").id == "D"
    assert page_of(document, "Z") is None
    assert diagram_svg(document, "Z") == ""


@pytest.mark.parametrize(
    "xml",
    [
        definitions('<process id="P"/>'),
        definitions('<process id="P"/><bpmndi:BPMNDiagram id="D"/>'),
        drawn("", ""),
        drawn(shape("missing"), ""),
        drawn(shape("A", x="nan"), '<task id="A"/>'),
        drawn(shape("A", x="1e99"), '<task id="A"/>'),
        drawn(shape("A", x="left"), '<task id="A"/>'),
        drawn('<bpmndi:BPMNShape bpmnElement="A"/>', '<task id="A"/>'),
    ],
)
def test_a_file_without_a_usable_drawing_gives_nothing(xml):
    assert diagram_svg(read(xml)) == ""


LABEL = '<bpmndi:BPMNLabel><dc:Bounds x="0" y="60" width="80" height="14"/></bpmndi:BPMNLabel>'
EVERYTHING = drawn(
    "".join(
        [
            shape("S", 0, 0, 36, 36, label=LABEL),
            shape("C", 50, 0, 36, 36),
            shape("M", 90, 0, 36, 36),
            shape("PM", 130, 0, 36, 36),
            shape("E", 170, 0, 36, 36),
            shape("B", 210, 0, 36, 36),
            shape("G1", 0, 100, 50, 50),
            shape("G1h", 0, 100, 50, 50, 'isMarkerVisible="false"'),
            shape("G2", 60, 100, 50, 50),
            shape("G3", 120, 100, 50, 50),
            shape("G4", 180, 100, 50, 50),
            shape("G5", 240, 100, 50, 50),
            shape("G6", 300, 100, 50, 50),
            *(shape(f"T{i}", 120 * i, 200) for i in range(9)),
            shape("X", 0, 300, 300, 200, 'isExpanded="true"'),
            shape("TX", 320, 300, 100, 80, 'isExpanded="false"'),
            shape("EX", 320, 300, 300, 80),
            shape("AH", 440, 300, 100, 80),
            shape("DO", 0, 600, 36, 50),
            shape("DS", 60, 600, 50, 50),
            shape("N", 120, 600, 100, 30),
            shape("N2", 120, 600, 100, 30),
            shape("GR", 0, 590, 300, 80),
            shape("LH", 0, 700, 300, 60),
            shape("LV", 0, 800, 60, 300, 'isHorizontal="false"'),
            edge("f1", (0, 0), (50, 0), label=LABEL),
            edge("f2", (0, 0), (50, 50)),
            edge("f3", (0, 0), (0, 50), (50, 50)),
            edge("f4", (0, 0), (0, 0)),
            edge("a1", (0, 0), (50, 0)),
            edge("a2", (0, 0), (50, 0)),
            edge("one point", (0, 0)),
        ]
    ),
    '<laneSet id="LS"><lane id="LH" name="Một cửa"/><lane id="LV" name="Sở"/></laneSet>'
    '<startEvent id="S" name="Nộp hồ sơ"><messageEventDefinition/></startEvent>'
    '<intermediateCatchEvent id="C" name="chờ"><timerEventDefinition/></intermediateCatchEvent>'
    '<intermediateCatchEvent id="M"><timerEventDefinition/><signalEventDefinition/></intermediateCatchEvent>'
    '<intermediateCatchEvent id="PM" parallelMultiple="true"><timerEventDefinition/><signalEventDefinition/></intermediateCatchEvent>'
    '<endEvent id="E"><messageEventDefinition/></endEvent>'
    '<boundaryEvent id="B" attachedToRef="T0" cancelActivity="false"><eventDefinitionRef>q</eventDefinitionRef></boundaryEvent>'
    '<exclusiveGateway id="G1" default="f1" name="Đủ?"/><exclusiveGateway id="G1h"/><inclusiveGateway id="G2"/><parallelGateway id="G3"/>'
    '<complexGateway id="G4"/><eventBasedGateway id="G5"/><eventBasedGateway id="G6" instantiate="true" eventGatewayType="Parallel"/>'
    + "".join(
        f'<{kind} id="T{i}" name="Việc số {i}"/>'
        for i, kind in enumerate(
            [
                "task",
                "userTask",
                "manualTask",
                "serviceTask",
                "scriptTask",
                "businessRuleTask",
                "sendTask",
                "receiveTask",
                "callActivity",
            ]
        )
    )
    + '<subProcess id="X" name="Thẩm định"/><transaction id="TX" name="t"/><subProcess id="EX" triggeredByEvent="true"/>'
    '<adHocSubProcess id="AH" isForCompensation="true"><multiInstanceLoopCharacteristics isSequential="true"/></adHocSubProcess>'
    '<dataObject id="DO" name="đơn"/><dataStoreReference id="DS"/><textAnnotation id="N"><text>Ghi chú</text></textAnnotation>'
    '<textAnnotation id="N2"/><group id="GR"/>'
    '<sequenceFlow id="f1" name="đủ" sourceRef="G1" targetRef="T1"/>'
    '<sequenceFlow id="f2" name="thiếu" sourceRef="T1" targetRef="T2"><conditionExpression>x</conditionExpression></sequenceFlow>'
    '<sequenceFlow id="f3" sourceRef="gone" targetRef="T2"/><sequenceFlow id="f4" sourceRef="T2" targetRef="T3"/>'
    '<association id="a1" associationDirection="One"/><association id="a2"/>',
)


def test_every_kind_of_shape_and_edge_is_drawn():
    svg = diagram_svg(read(EVERYTHING))
    idents = {one.get("data-element") for one in parsed(svg).iter(SVG + "g")} - {None}
    assert len(idents) == 39
    assert "rotate(-90" in svg
    assert "stroke-dasharray" in svg


@pytest.mark.parametrize("marker", ["<standardLoopCharacteristics/>", "<multiInstanceLoopCharacteristics/>"])
def test_loop_markers_stand_at_the_bottom(marker):
    plain = diagram_svg(read(drawn(shape("A"), '<task id="A"/>')))
    marked = diagram_svg(read(drawn(shape("A"), f'<task id="A">{marker}</task>')))
    assert marked.count("<path") == plain.count("<path") + 1


@pytest.mark.parametrize(
    ("text", "width", "lines", "expected"),
    [
        ("", 100, 3, []),
        ("một hai ba", 45, 3, ["một hai", "ba"]),
        ("một hai ba", 30, 2, ["một", "hai…"]),
        ("dàilắmluôn", 30, 2, ["dài…"]),
    ],
)
def test_labels_are_wrapped(text, width, lines, expected):
    assert wrap(text, width, lines) == expected
