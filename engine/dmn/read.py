"""DMN files to models: every element is found, every expression compiled, every reference followed once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from engine.dmn.boxed import boxed, expression_in, formal_parameters, function_body
from engine.dmn.errors import DmnError, DmnProblem
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import DmnModel
from engine.dmn.nodes import Decision, InputData, Key, Knowledge, Node, Required, Service, cyclic, metadata
from engine.dmn.scope import Builder, Code, typed
from engine.dmn.xml import Element, child, children, label, line_of, local, name_of, read_xml, references
from engine.feel.functions import BUILTINS
from engine.feel.names import KnownNames
from engine.feel.types import ANY_TYPE, FeelType
from engine.feel.values import FUNCTION

MAX_IMPORT_DEPTH = 16
N = TypeVar("N", bound=Node)

_NAMING = frozenset(("formalParameter", "variable", "column", "parameter", "output"))


def read_dmn(xml: bytes, imports: Mapping[str, bytes] | None = None, functions: Iterable[str] = ()) -> DmnModel:
    """Read a DMN 1.1 to 1.5 model and compile it.

    `imports` has the files of imported models by namespace or location; `functions` the names of host functions that
    evaluations will bring in their environment. Raises `DmnError` for what is no DMN model at all; everything else is
    in the model's `problems`, and the element concerned evaluates to null.
    """
    return _Reader(xml, imports or {}, tuple(functions), ()).model()


class _Reader:
    """One model being read."""

    def __init__(
        self, xml: bytes, imports: Mapping[str, bytes], functions: tuple[str, ...], chain: tuple[str, ...]
    ) -> None:
        self.xml = xml
        self.root = read_xml(xml)
        self.namespace = self.root.get("namespace") or ""
        self.problems: list[DmnProblem] = []
        self.files = imports
        self.functions = functions
        self.chain = (*chain, self.namespace)
        self.imported: dict[str, DmnModel] = {}
        self.nodes: dict[Key, Node] = {}
        self.elements: dict[str, Element] = {}

    def model(self) -> DmnModel:
        """The whole model."""
        for element in children(self.root, "import"):
            self._import(element)
        self.types = self._types()
        shared = {name_of(part) for part in self.root.iter() if local(part) == "itemComponent"}
        shared |= {name for model in self.imported.values() for name in _all_names(model)}
        self.shared_names = KnownNames(sorted(shared | {*self.imported, *self.functions}))
        self._index()
        for element in self.elements.values():
            self._add(element)
        for key in cyclic(self.nodes):
            if key[0] == self.namespace:
                element = self.elements[key[1]]
                self.problem("dmn.cycle", element, f"the decision {name_of(element)!r} requires itself")
        decisions = {node.name: metadata(node, self.nodes) for node in self._own(Decision)}
        services = {node.name: metadata(node, self.nodes) for node in self._own(Service)}
        knowledge = {node.name: node.key[1] for node in self._own(Knowledge)}
        return DmnModel(
            self.namespace,
            name_of(self.root),
            self.nodes,
            decisions,
            services,
            knowledge,
            tuple(self.problems),
            self.types,
            self._hash(),
        )

    def _hash(self) -> str:
        own = hashlib.sha256(self.xml)
        for name, model in sorted(self.imported.items()):
            own.update(f"\n{name}={model.hash}".encode())
        return own.hexdigest()

    def problem(self, code: str, element: Element, message: str) -> None:
        """Note an error of the model."""
        self.problems.append(DmnProblem(code, label(element), line_of(element), message, "error"))

    # what other files and the item definitions bring

    def _import(self, element: Element) -> None:
        namespace, location = element.get("namespace") or "", element.get("locationURI") or ""
        if "DMN" not in (element.get("importType") or "DMN"):
            self.problem("dmn.import", element, f"imports of {element.get('importType')} are not supported")
            return
        file = self.files.get(namespace) or self.files.get(location) or self._by_content(namespace)
        if file is None or namespace in self.chain or len(self.chain) > MAX_IMPORT_DEPTH:
            reason = "was not given" if file is None else "imports this one again"
            self.problem("dmn.import", element, f"the imported model {namespace!r} {reason}")
            return
        model = _Reader(file, self.files, self.functions, self.chain).model()
        self.problems += model.problems
        self.imported[name_of(element)] = model
        for key, node in model.nodes.items():
            self.nodes[key] = _under(name_of(element), node, self.nodes.get(key))

    def _by_content(self, namespace: str) -> bytes | None:
        quoted = f'"{namespace}"'.encode()
        for file in self.files.values():
            if quoted in file and read_xml(file).get("namespace") == namespace:
                return file
        return None

    def _types(self) -> dict[str, FeelType]:
        imported: dict[str, FeelType] = {}
        for name, model in self.imported.items():
            prefix = f"{name}." if name else ""
            imported |= {f"{prefix}{type_name}": type_ for type_name, type_ in model.types.items()}
        return ItemTypes(self.root, imported, self.problems).all()

    # elements

    def _index(self) -> None:
        names: dict[str, Element] = {}
        for element in children(self.root):
            if local(element) not in _READERS:
                continue
            identity = element.get("id") or name_of(element)
            if not identity or not name_of(element):
                raise DmnError("the element has neither a name nor an id", line_of(element), local(element))
            if identity in self.elements or name_of(element) in names:
                self.problem("dmn.duplicate", element, f"there are two elements {name_of(element)!r}")
            self.elements[identity] = element
            names[name_of(element)] = element

    def _add(self, element: Element) -> None:
        key = self.namespace, element.get("id") or name_of(element)
        self.nodes[key] = _READERS[local(element)](self, key, element)

    def builder(self, element: Element, required: Iterable[Required]) -> Builder:
        """What compiles the expressions of an element: names it requires, names it defines, names of components."""
        names = {name for part in required for name in part.path}
        names |= {name_of(part) for part in element.iter() if local(part) in _NAMING}
        names |= {part.get("iteratorVariable") or "" for part in element.iter() if isinstance(part.tag, str)}
        return Builder(KnownNames(sorted(names), self.shared_names), self.types, self.problems)

    def requirements(self, element: Element, kind: str) -> tuple[Required, ...]:
        """The elements an element refers to with references of a kind."""
        found: list[Required] = []
        for href in references(element, kind):
            namespace, _, identity = href.rpartition("#")
            required = self._required(namespace or self.namespace, identity)
            if required is None:
                self.problem("dmn.reference", element, f"{label(element)} requires {href!r}, which does not exist")
            else:
                found.append(required)
        return tuple(found)

    def _required(self, namespace: str, identity: str) -> Required | None:
        if namespace == self.namespace:
            element = self.elements.get(identity)
            return None if element is None else Required((namespace, identity), (_variable_name(element),))
        node = self.nodes.get((namespace, identity))
        if node is None:
            return None
        name = next((name for name, model in self.imported.items() if model.namespace == namespace), None)
        return Required((namespace, identity), (name, node.name) if name else (node.name,))

    def variable_type(self, builder: Builder, element: Element) -> FeelType:
        """The type of the element's variable."""
        variable = child(element, "variable")
        return ANY_TYPE if variable is None else builder.type(variable.get("typeRef"), variable)

    def _own(self, kind: type[N]) -> list[N]:
        return [node for key, node in self.nodes.items() if key[0] == self.namespace and isinstance(node, kind)]


def _under(name: str, node: Node, known: Node | None) -> Node:
    """A node of a model imported under a name; inputs also keep the paths of earlier imports of the same model."""
    if not isinstance(node, InputData) or not name:
        return node
    before = known.paths if isinstance(known, InputData) else ()
    return replace(node, paths=(*before, *((name, *path) for path in node.paths)))


def _variable_name(element: Element) -> str:
    variable = child(element, "variable")
    return (name_of(variable) if variable is not None else "") or name_of(element)


def _all_names(model: DmnModel) -> Iterator[str]:
    for node in model.nodes.values():
        yield node.name


# one reader for each kind of element


def _input_data(reader: _Reader, key: Key, element: Element) -> Node:
    builder = reader.builder(element, ())
    name = _variable_name(element)
    return InputData(key, name, reader.variable_type(builder, element), ((name,),))


def _decision(reader: _Reader, key: Key, element: Element) -> Node:
    inputs = reader.requirements(element, "requiredInput")
    decisions = reader.requirements(element, "requiredDecision")
    knowledge = reader.requirements(element, "requiredKnowledge")
    builder = reader.builder(element, (*inputs, *decisions, *knowledge))
    logic = expression_in(element)
    code = boxed(builder, logic) if logic is not None else _no_logic
    _check_names(reader, builder, element, (*inputs, *decisions, *knowledge))
    return Decision(
        key, _variable_name(element), reader.variable_type(builder, element), code, inputs, decisions, knowledge
    )


def _no_logic(_run: object, _variables: object) -> None:
    return None


def _knowledge(reader: _Reader, key: Key, element: Element) -> Node:
    knowledge = reader.requirements(element, "requiredKnowledge")
    builder = reader.builder(element, knowledge)
    logic = child(element, "encapsulatedLogic")
    if logic is None:
        return Knowledge(key, _variable_name(element), (), _no_logic, knowledge)
    parameters = formal_parameters(builder, logic)
    code = _result_typed(reader, builder, element, function_body(builder, logic))
    return Knowledge(key, _variable_name(element), parameters, code, knowledge)


def _result_typed(reader: _Reader, builder: Builder, element: Element, code: Code) -> Code:
    # the variable of a business knowledge model has the type of its result, or (since DMN 1.3) of the function
    type_ = _result_type(reader.variable_type(builder, element))
    return typed(code, type_, f"the result of {name_of(element)!r}")


def _result_type(type_: FeelType) -> FeelType:
    return type_.result or ANY_TYPE if type_.kind == FUNCTION else type_


def _service(reader: _Reader, key: Key, element: Element) -> Node:
    builder = reader.builder(element, ())
    outputs = reader.requirements(element, "outputDecision")
    if not outputs:
        reader.problem("dmn.service", element, "the decision service has no output decision")
    return Service(
        key,
        _variable_name(element),
        _result_type(reader.variable_type(builder, element)),
        tuple(output.key for output in outputs),
        reader.requirements(element, "inputData"),
        reader.requirements(element, "inputDecision"),
    )


def _check_names(reader: _Reader, builder: Builder, element: Element, required: Iterable[Required]) -> None:
    """Warn of names the logic of a decision reads though it neither requires nor defines them."""
    known = {part.path[0] for part in required} | set(BUILTINS) | set(reader.functions)
    known |= {name_of(part) for part in element.iter() if local(part) in _NAMING}
    known |= {
        " ".join((part.get("iteratorVariable") or "").split()) for part in element.iter() if isinstance(part.tag, str)
    }
    for name in sorted(builder.names_read - known - {"partial", "item"}):
        in_filter = any(local(part) == "filter" for part in element.iter())
        if not in_filter:
            message = f"nothing the decision requires is named {name!r}"
            builder.problem("dmn.unknown-name", element, message, "warning")


_READERS: Mapping[str, Callable[[_Reader, Key, Element], Node]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
