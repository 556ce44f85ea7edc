"""Functions as values, and how the arguments of a built-in are matched with its forms.

A built-in is declared with one line per form, in the words of the DMN tables:

    @builtin("substring", "string: string, start position: number, length?: number")

`name?` may be left out, `*name` takes any number of arguments, kinds are joined with `|`, `any` takes null too.
Arguments are coerced as DMN 1.5, 10.3.2.9.4 says: a single value to a list, a list of one value to that value, a date
to a date and time. The first form that takes the arguments is used; if none does, the call is null and a problem.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import DecimalException

from engine.feel.problems import ARGUMENTS, ARITHMETIC, TYPE, BudgetExceededError, FeelError, Run
from engine.feel.temporal import midnight_utc
from engine.feel.values import DATE, DATE_TIME, LIST, NULL, Function, kind, norm

MAX_FRAMES = 320

Invoke = Callable[[Run, Sequence[object], int | None], object]


class FeelFunction(Function):
    """A function an author wrote, in FEEL or as DMN business knowledge."""

    __slots__ = ("invoke", "name", "parameters")

    def __init__(self, name: str, parameters: tuple[str, ...], invoke: Invoke) -> None:
        self.name = name
        self.parameters: tuple[str, ...] | None = parameters
        self.invoke = invoke


class _Refused:
    """What coercion answers when the value is of another kind."""


REFUSED = _Refused()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a form."""

    name: str
    kinds: frozenset[str]
    optional: bool
    variadic: bool

    def take(self, value: object) -> object:
        """The value as this parameter wants it, or REFUSED."""
        of = kind(value)
        if of in self.kinds or "any" in self.kinds:
            return norm(value)
        if of == NULL:
            return REFUSED
        if LIST in self.kinds:
            return [norm(value)]
        if of == LIST and len(value) == 1 and value[0] is not None:  # type: ignore[arg-type,index]
            return self.take(value[0])  # type: ignore[index]
        if of == DATE and DATE_TIME in self.kinds:
            return midnight_utc(value)  # type: ignore[arg-type]
        return REFUSED


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a built-in."""

    parameters: tuple[Parameter, ...]
    body: Callable[..., object]

    def bind(self, values: Sequence[object]) -> list[object] | None:
        """The arguments for the body, or None when they do not fit."""
        if self.parameters and self.parameters[-1].variadic:
            return self._bind_variadic(values)
        if len(values) > len(self.parameters):
            return None
        bound: list[object] = []
        for index, parameter in enumerate(self.parameters):
            if index >= len(values):
                if not parameter.optional:
                    return None
                continue
            bound.append(parameter.take(values[index]))
        return None if any(value is REFUSED for value in bound) else bound

    def _bind_variadic(self, values: Sequence[object]) -> list[object] | None:
        fixed = len(self.parameters) - 1
        if len(values) <= fixed:
            return None
        parameters = self.parameters[:-1] + self.parameters[-1:] * (len(values) - fixed)
        bound = [parameter.take(value) for parameter, value in zip(parameters, values, strict=True)]
        return None if any(value is REFUSED for value in bound) else [*bound[:fixed], bound[fixed:]]

    def order(self, names: Sequence[str], values: Sequence[object]) -> list[object] | None:
        """Named arguments in the order of the parameters, or None when a name is wrong or one is missing."""
        given = dict(zip(names, values, strict=True))
        ordered: list[object] = []
        gap = False
        for parameter in self.parameters:
            if parameter.name in given:
                if gap:
                    return None
                ordered.append(given.pop(parameter.name))
            elif parameter.optional:
                gap = True
            else:
                return None
        return None if given else ordered


class Builtin(Function):
    """A function of the language or of the host; hosts make theirs with `host_function`."""

    __slots__ = ("forms", "name", "parameters")

    def __init__(self, name: str, forms: tuple[Form, ...]) -> None:
        self.name = name
        self.forms = forms
        single = len(forms) == 1 and not any(parameter.variadic for parameter in forms[0].parameters)
        self.parameters = tuple(parameter.name for parameter in forms[0].parameters) if single else None


BUILTINS: dict[str, Builtin] = {}
"""The functions of the language by name."""


def builtin(name: str, *signatures: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Declare a function of the language; further decorators of the same name add forms."""

    def declare(body: Callable[..., object]) -> Callable[..., object]:
        forms = tuple(Form(read_signature(signature), body) for signature in signatures)
        known = BUILTINS.get(name)
        BUILTINS[name] = Builtin(name, (known.forms if known else ()) + forms)
        return body

    return declare


def host_function(name: str, signature: str, body: Callable[..., object]) -> Builtin:
    """A host's function with parameter names and kinds; `body` gets the FEEL values, without the run."""

    def without_run(_run: Run, *values: object) -> object:
        return body(*values)

    return Builtin(name, (Form(read_signature(signature), without_run),))


def read_signature(signature: str) -> tuple[Parameter, ...]:
    """The parameters of a signature such as `list: list, *item: any`."""
    if not signature:
        return ()
    return tuple(_parameter(*part.split(":")) for part in signature.split(","))


def _parameter(name: str, kinds: str) -> Parameter:
    name = name.strip()
    return Parameter(
        name.strip("*?"),
        frozenset(part.strip() for part in kinds.split("|")),
        optional=name.endswith("?"),
        variadic=name.startswith("*"),
    )


def call(run: Run, function: object, values: Sequence[object], names: tuple[str, ...] | None, at: int | None) -> object:
    """Call any function value; what goes wrong is null and a problem."""
    if isinstance(function, Builtin):
        return _call_builtin(run, function, values, names, at)
    if isinstance(function, FeelFunction):
        return _call_feel(run, function, values, names, at)
    if callable(function) and names is None:
        return _guarded(run, function, values, getattr(function, "__name__", "function"), at)
    run.problem(TYPE, f"{'null' if function is None else kind(function)} cannot be called", at)
    return None


def _call_feel(
    run: Run, function: FeelFunction, values: Sequence[object], names: tuple[str, ...] | None, at: int | None
) -> object:
    parameters = function.parameters or ()
    if names is not None and len(set(names)) == len(names):
        given = dict(zip(names, values, strict=True))
        values = [given[name] for name in parameters if name in given]
        if len(given) != len(values):
            values = []
    if len(values) != len(parameters):
        wanted = ", ".join(parameters)
        run.problem(ARGUMENTS, f"{function.name or 'the function'} takes the arguments ({wanted})", at)
        return None
    return function.invoke(run, values, at)


def _call_builtin(
    run: Run, function: Builtin, values: Sequence[object], names: tuple[str, ...] | None, at: int | None
) -> object:
    run.charge(_size_of(values))
    for form in function.forms:
        ordered = values if names is None else _ordered(form, names, values)
        bound = None if ordered is None else form.bind(ordered)
        if bound is not None:
            return _guarded(run, form.body, (run, *bound), function.name, at)
    given = ", ".join(f"{name}: {kind(value)}" for name, value in zip(names or (), values, strict=False))
    given = given or ", ".join(map(kind, values))
    run.problem(ARGUMENTS, f"no form of {function.name}() takes ({given})", at)
    return None


def _ordered(form: Form, names: tuple[str, ...], values: Sequence[object]) -> list[object] | None:
    return form.order(names, values) if len(set(names)) == len(names) else None


def _size_of(values: Sequence[object]) -> int:
    size = 0
    for value in values:
        if isinstance(value, list | tuple | dict):
            size += len(value)
        elif isinstance(value, str):
            size += len(value) >> 5
    return size


def _guarded(run: Run, body: Callable[..., object], arguments: Sequence[object], name: str, at: int | None) -> object:
    try:
        return norm(body(*arguments))
    except FeelError as error:
        run.problem(error.code, f"{name}(): {error.message}", at)
    except DecimalException:
        run.problem(ARITHMETIC, f"{name}(): the result is not a number FEEL can hold", at)
    except (ArithmeticError, ValueError, TypeError) as error:
        run.problem(ARGUMENTS, f"{name}(): {error or type(error).__name__}", at)
    return None


def enter(run: Run, frames: int) -> None:
    """Note that a function body this deep is entered; `leave` with the same number after it."""
    run.frames += frames
    if run.frames > MAX_FRAMES:
        raise BudgetExceededError("functions call each other too deeply")


def leave(run: Run, frames: int) -> None:
    """Undo `enter`."""
    run.frames -= frames
