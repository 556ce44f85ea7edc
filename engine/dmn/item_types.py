"""Item definitions to FEEL types (DMN 1.5, 7.3.2)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.dmn.errors import DmnProblem
from engine.dmn.xml import Element, child, children, label, line_of, name_of, text_of
from engine.feel.expression import Expression, compile_unary_tests
from engine.feel.problems import FeelSyntaxError
from engine.feel.types import ANY_TYPE, SIMPLE, FeelType
from engine.feel.values import CONTEXT, FUNCTION, LIST


class ItemTypes:
    """The named types of a model, each resolved when first asked for."""

    def __init__(self, root: Element, imported: Mapping[str, FeelType], problems: list[DmnProblem]) -> None:
        self._elements = {name_of(element): element for element in children(root, "itemDefinition")}
        self._types: dict[str, FeelType] = {}
        self._open: set[str] = set()
        self._imported = imported
        self._problems = problems

    def all(self) -> dict[str, FeelType]:
        """Every type an expression of the model may name, FEEL's own included."""
        own = {name: self._named(name, element) for name, element in self._elements.items()}
        return {**SIMPLE, **self._imported, **own}

    def _named(self, name: str, element: Element) -> FeelType:
        if name in self._types:
            return self._types[name]
        if name in self._open:
            return ANY_TYPE  # a type that contains itself: its inner occurrences are not checked
        self._open.add(name)
        type_ = replace(self._definition(element), name=name)
        self._open.discard(name)
        self._types[name] = type_
        return type_

    def _definition(self, element: Element) -> FeelType:
        components = list(children(element, "itemComponent"))
        function = child(element, "functionItem")
        if components:
            fields = tuple((name_of(component), self._definition(component)) for component in components)
            type_ = FeelType(CONTEXT, fields=fields)
        elif function is not None:
            parameters = tuple(self._reference(part.get("typeRef"), part) for part in children(function, "parameters"))
            result = self._reference(function.get("outputTypeRef"), function)
            type_ = FeelType(FUNCTION, parameters=parameters, result=result)
        else:
            type_ = self._reference(text_of(element, "typeRef"), element)
        type_ = self._restricted(type_, element, "allowedValues")
        if element.get("isCollection") == "true":
            type_ = FeelType(LIST, item=type_)
        return self._restricted(type_, element, "typeConstraint")

    def _reference(self, name: str | None, element: Element) -> FeelType:
        plain = " ".join((name or "").split())
        if not plain:
            return ANY_TYPE
        for candidate in (plain, plain.rpartition(":")[2]):
            if candidate in self._elements:
                return self._named(candidate, self._elements[candidate])
            known = self._imported.get(candidate) or SIMPLE.get(candidate)
            if known is not None:
                return known
        self._problem(element, "dmn.unknown-type", f"the type {plain!r} is not defined")
        return ANY_TYPE

    def _restricted(self, type_: FeelType, element: Element, tag: str) -> FeelType:
        text = text_of(element, tag, "text")
        if not text:
            return type_
        try:
            tests = compile_unary_tests(text)
        except FeelSyntaxError as error:
            self._problem(element, "dmn.syntax", f"the allowed values cannot be read: {error}")
            return type_
        return replace(type_, allowed=_both(type_.allowed, tests))

    def _problem(self, element: Element, code: str, message: str) -> None:
        self._problems.append(DmnProblem(code, label(element), line_of(element), message, "error"))


def _both(first: Callable[[object], bool] | None, tests: Expression) -> Callable[[object], bool]:
    def allowed(value: object) -> bool:
        return (first is None or first(value)) and tests.evaluate({}, value=value).value is True

    return allowed
