"""Types: what a path can be by the forms' schemas, held against how an expression uses it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from engine.bpmn.context import HOST_FUNCTIONS
from engine.feel import syntax as sx
from engine.feel.functions import BUILTINS
from engine.verify.dataflow.reads import Read
from engine.verify.demand import begun
from engine.verify.findings import Finding, Severity, finding
from engine.verify.reading import ITEM, NO, NOW, Path, bound, children, constant, parse, reading
from engine.verify.statements import TRUTHS, Statements, Unit
from engine.verify.subject import DOSSIER_TYPES, Subject

Schema = Mapping[str, Any]
_NUMBERS = frozenset({"number", "integer"})
_WORDS = {
    "string": ("text", "chữ"),
    "number": ("a number", "số"),
    "integer": ("a number", "số"),
    "boolean": ("true or false", "đúng hoặc sai"),
    "object": ("a group of values", "một nhóm giá trị"),
    "array": ("a list", "một danh sách"),
}
_DEPTH = 8
_FUNCTIONS = frozenset(BUILTINS).union(HOST_FUNCTIONS)


class Types:
    """What is known of names, from forms, mappings and scripts."""

    def __init__(self, subject: Subject, said: Statements) -> None:
        self.subject = subject
        self.said = said
        self._forms = self._by_unit()

    def schema(self, unit: str, path: Path, depth: int = 0) -> Schema | None:
        """The schema of a path, when all that writes it agrees and is known."""
        if depth > _DEPTH:
            return None
        if path[0] == "dossier":
            return DOSSIER_TYPES.get(path[1]) if len(path) == 2 else None
        if path[0] == "outcome" and len(path) == 1:
            return self._outcomes(unit)
        asked = self._forms.get(unit, {}).get(path[0], ())
        given = self.said.given.get((unit, path[0]), ())
        found: list[Schema | None] = [within(one, path[1:]) for one in asked]
        for one in given:
            source, rest = one.reading, path[1:]
            while source.entries is not None and rest and rest[0] in source.entries:
                source, rest = source.entries[rest[0]], rest[1:]
            plain = source.plain
            found.append(None if plain is None else self.schema(one.source, (*plain, *rest), depth + 1))
        return _agreed(found)

    def known(self, unit: str, path: Path, depth: int = 0) -> list[Schema | None]:
        """What each statement that is understood says of a path; None where it certainly has no such member."""
        if depth > _DEPTH:
            return []
        found: list[Schema | None] = [within(one, path[1:]) for one in self._forms.get(unit, {}).get(path[0], ())]
        for one in self.said.given.get((unit, path[0]), ()):
            source, rest = one.reading, path[1:]
            while source.entries is not None and rest:
                if rest[0] not in source.entries:
                    found.append(None)
                    break
                source, rest = source.entries[rest[0]], rest[1:]
            else:
                if source.plain is not None:
                    found += self.known(one.source, (*source.plain, *rest), depth + 1)
        return found

    def check(self, unit: Unit, read: Read) -> Iterator[Finding]:
        """Everything in an expression that cannot fit."""
        node = parse(read.text.strip().removeprefix("=")) if read.text else None
        if node is None:
            return
        if read.position in TRUTHS and not read.reading.paths and not read.reading.calls:
            value = constant(node)
            shown = "true" if value is True else "false" if value is False else str(value)
            yield self._found("data.constant-condition", unit, read, "", value=shown)
        yield from self._functions(unit, read, node)
        yield from self._members(unit, read)
        yield from self._walk(unit, read, node, read.position in TRUTHS)

    def _functions(self, unit: Unit, read: Read, node: sx.Node) -> Iterator[Finding]:
        """A call of what is no function gives null, whatever it is given (DMN 1.5, 10.3.2.13)."""
        for name in sorted(read.reading.calls - _FUNCTIONS - bound(node) - set(read.local)):
            if not self.said.given.get((unit.key, name)):
                known = get_close_matches(name, sorted(_FUNCTIONS), 3)
                yield self._found("data.unknown-function", unit, read, name, known=known)

    def _members(self, unit: Unit, read: Read) -> Iterator[Finding]:
        certain = getattr(read.value, "names_certain", None)
        for path in read.reading.paths:
            if path[0] in read.local or (certain is not None and path[0] not in certain):
                continue
            for cut in range(1, len(path)):
                if path[cut] != ITEM and self._lacks(unit.key, path[:cut], path[cut]):
                    name, start = ".".join(path), ".".join(path[:cut])
                    known = self._has(unit.key, path[:cut])
                    yield self._found(
                        "data.unknown-member", unit, read, name, base=start, member=path[cut], known=known
                    )
                    break

    def _lacks(self, unit: str, base: Path, member: str) -> bool:
        """Nothing that is understood and gives the base a value gives it this member."""
        schema = self.schema(unit, base)
        if schema is not None:
            inner = _element(schema)
            known = inner.get("properties")
            return (
                known is not None
                and len(known) > 0
                and member not in known
                and inner.get("additionalProperties") is not True
            )
        told = self.known(unit, (*base, member))
        return bool(told) and all(one is None for one in told)

    def _has(self, unit: str, base: Path) -> list[str]:
        """The members that are known."""
        schema = self.schema(unit, base)
        found = set(_element(schema).get("properties", {})) if schema is not None else set()
        for one in self.said.given.get((unit, base[0]), ()) if len(base) == 1 else ():
            found |= set(one.reading.entries or {})
        return sorted(found)

    def _walk(self, unit: Unit, read: Read, node: sx.Node, truth: bool) -> Iterator[Finding]:
        if isinstance(node, sx.Junction):
            for item in node.items:
                yield from self._walk(unit, read, item, True)
            return
        yield from self._one(unit, read, node, truth)
        if not isinstance(node, sx.For | sx.Quantified | sx.Filter | sx.FunctionOf | sx.ContextOf):
            for inner in children(node):
                yield from self._walk(unit, read, inner, False)

    def _one(self, unit: Unit, read: Read, node: sx.Node, truth: bool) -> Iterator[Finding]:
        """What one node asks of its parts."""
        match node:
            case sx.Comparison(operator=operator, left=left, right=right):
                yield from self._compare(unit, read, left, operator, right)
            case sx.Between(value=value, low=low, high=high):
                yield from self._compare(unit, read, value, ">=", low)
                yield from self._compare(unit, read, value, "<=", high)
            case sx.Arithmetic(first=first, rest=rest):
                yield from self._arithmetic(
                    unit, read, [first, *(one for _, one, _ in rest)], {op for op, _, _ in rest}
                )
            case sx.In(value=value, tests=tests):
                for test in (one for one in tests if constant(one) is not NO):
                    yield from self._compare(unit, read, value, "=", test)
            case sx.If(test=test):
                yield from self._walk(unit, read, test, True)
            case _:
                if truth:
                    yield from self._bare(unit, read, node)

    def _bare(self, unit: Unit, read: Read, node: sx.Node) -> Iterator[Finding]:
        schema = self._of(unit, read, node)
        kind = None if schema is None else _kind(schema)
        if kind is not None and kind != "boolean":
            yield self._type(unit, read, _name(node), kind, "boolean")

    def _compare(self, unit: Unit, read: Read, left: sx.Node, operator: str, right: sx.Node) -> Iterator[Finding]:
        value, place = constant(right), left
        if value is NO:
            value, place = constant(left), right
        schema = self._of(unit, read, place)
        if schema is None:
            yield from self._partly(unit, read, place, value)
            return
        if value is NO:
            other = self._of(unit, read, right if place is left else left)
            if (
                other is not None
                and _family(_kind(other)) != _family(_kind(schema))
                and None not in (_kind(other), _kind(schema))
            ):
                yield self._type(unit, read, _name(place), str(_kind(schema)), str(_kind(other)))
            return
        yield from self._against(unit, read, place, schema, value, operator)

    def _partly(self, unit: Unit, read: Read, place: sx.Node, value: Any) -> Iterator[Finding]:
        """Some that give the value are known, and none of them has this option; a service may."""
        path = reading_path(place)
        if path is None or path[0] in read.local or not isinstance(value, str):
            return
        told = [one for one in self.known(unit.key, path) if one is not None]
        options = sorted({str(option) for one in told for option in one.get("enum", ())})
        if told and all("enum" in one for one in told) and value not in options:
            yield replace(
                self._found("data.unknown-option", unit, read, _name(place), value=value, known=options),
                severity=Severity.WARNING,
            )

    def _against(
        self, unit: Unit, read: Read, place: sx.Node, schema: Schema, value: Any, operator: str
    ) -> Iterator[Finding]:
        kind = _kind(schema)
        if value is None or value is NOW or kind is None:
            return
        wanted = _kind_of(value)
        if _family(kind) != _family(wanted) or (operator not in ("=", "!=") and kind in ("boolean", "object", "array")):
            yield self._type(unit, read, _name(place), kind, wanted)
        elif operator in ("=", "!="):
            options = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
            if options is not None and kind == "string" and value not in options:
                yield self._found(
                    "data.unknown-option", unit, read, _name(place), value=value, known=[str(one) for one in options]
                )

    def _arithmetic(self, unit: Unit, read: Read, items: list[sx.Node], operators: set[str]) -> Iterator[Finding]:
        for item in items:
            schema = self._of(unit, read, item)
            kind = None if schema is None else _kind(schema)
            texts = operators == {"+"} and kind == "string"
            dated = schema is not None and "format" in schema
            if kind is not None and kind not in _NUMBERS and not texts and not dated:
                yield self._type(unit, read, _name(item), kind, "number")

    def _of(self, unit: Unit, read: Read, node: sx.Node) -> Schema | None:
        found = reading_path(node)
        certain = getattr(read.value, "names_certain", None)
        if found is None or found[0] in read.local - {"dossier"} or (certain is not None and found[0] not in certain):
            return None
        return self.schema(unit.key, found)

    def _type(self, unit: Unit, read: Read, name: str, found: str, wanted: str) -> Finding:
        return self._found(
            "data.type",
            unit,
            read,
            name,
            found=_WORDS[found][0],
            wanted=_WORDS[wanted][0],
            found_vi=_WORDS[found][1],
            wanted_vi=_WORDS[wanted][1],
        )

    def _found(self, code: str, unit: Unit, read: Read, name: str, **data: Any) -> Finding:
        told = {"name": name, "text": read.text, "position": read.position, "where": read.where, **data}
        return finding(code, process=unit.process.id, element=read.element, line=read.line, data=told)

    # -- ground -----------------------------------------------------------------------------------------------

    def _outcomes(self, unit: str) -> Schema | None:
        nodes = self.said.units[unit].process.nodes.values()
        given = self.said.given.get((unit, "outcome"), ())
        options = sorted({outcome for node in nodes for outcome in node.work.outcomes})
        asked = self._forms.get(unit, {}).get("outcome", ())
        return {"type": "string", "enum": options} if options and not given and not asked else None

    def _by_unit(self) -> dict[str, dict[str, tuple[Schema, ...]]]:
        found: dict[str, dict[str, tuple[Schema, ...]]] = {}
        started = begun(self.subject)
        for key, unit in self.said.units.items():
            if unit.package:
                continue
            keys = {node.work.form for node in unit.process.nodes.values() if not node.has_outputs}
            if unit.process.id in started:
                keys.add(self.subject.application)
            names: dict[str, tuple[Schema, ...]] = {}
            for form in sorted(one for one in keys if one):
                for field in self.subject.forms[form].fields if form in self.subject.forms else ():
                    names[field.name] = (*names.get(field.name, ()), field.schema)
            found[key] = names
        return found


def reading_path(node: sx.Node) -> Path | None:
    """The path a piece of text is, when it is nothing else."""
    match node:
        case sx.Name(name=name):
            return (name,)
        case sx.Path(base=base, member=member):
            inner = reading_path(base)
            return None if inner is None else (*inner, member)
        case _:
            return None


def within(schema: Schema, path: Path) -> Schema | None:
    """The schema of what lies at a path inside a value."""
    found: Schema | None = schema
    for part in path:
        if found is None:
            return None
        found = found.get("items") if part == ITEM else _element(found).get("properties", {}).get(part)
    return found


def _element(schema: Schema) -> Schema:
    """FEEL reads a member of a list as the list of its elements' members."""
    return schema.get("items") or {} if _kind(schema) == "array" else schema


def _agreed(found: list[Schema | None]) -> Schema | None:
    if not found or any(one is None for one in found):
        return None
    known = [one for one in found if one is not None]
    if len({_family(_kind(one)) for one in known}) != 1:
        return None
    if len(known) == 1:
        return known[0]
    options: list[Any] = []
    for one in known:
        if "enum" not in one and "const" not in one:
            return {"type": _kind(one)} if _kind(one) not in ("object", "array") else None
        options += [option for option in one.get("enum", [one.get("const")]) if option not in options]
    return {"type": _kind(known[0]), "enum": options}


def _kind(schema: Schema) -> str | None:
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [one for one in kind if one != "null"]
        kind = kinds[0] if len(kinds) == 1 else None
    if kind is None and schema.get("enum"):
        kinds_of = {_kind_of(one) for one in schema["enum"]}
        kind = next(iter(kinds_of)) if len(kinds_of) == 1 else None
    if kind is None and "const" in schema:
        kind = _kind_of(schema["const"])
    return str(kind) if kind is not None and kind != "null" else None


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list | tuple) else "object"


def _family(kind: str | None) -> str | None:
    return "number" if kind in _NUMBERS else kind


def _name(node: sx.Node) -> str:
    return ".".join(reading_path(node) or ("?",))


__all__ = ["Types", "reading", "within"]
