"""List built-ins and sort() (DMN 1.5, tables 75, 76 and 80)."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from engine.feel.builtins_text import whole
from engine.feel.functions import builtin, call
from engine.feel.problems import TYPE, FeelError, Run
from engine.feel.values import NUMBERS, kind, norm, order, same

Items = Sequence[object]


@builtin("list contains", "list: list, element: any")
def _list_contains(run: Run, items: Items, element: object) -> bool:
    return any(same(run, item, element) for item in items)


@builtin("count", "list: list")
def _count(_run: Run, items: Items) -> int:
    return len(items)


def _extreme(run: Run, items: Items, side: int) -> object:
    best: object = None
    for index, item in enumerate(items):
        position = order(item, item if index == 0 else best, run.env.zone)
        if position is None:
            raise FeelError(f"{kind(item)} and {kind(best)} have no order", TYPE)
        if index == 0 or position == side:
            best = item
    return best


@builtin("min", "list: list", "*list: any")
def _min(run: Run, items: Items) -> object:
    return _extreme(run, items, -1)


@builtin("max", "list: list", "*list: any")
def _max(run: Run, items: Items) -> object:
    return _extreme(run, items, 1)


def _numbers(items: Items) -> list[Decimal]:
    numbers = [norm(item) for item in items]
    if not all(isinstance(number, Decimal) for number in numbers):
        raise FeelError("the list must have numbers only", TYPE)
    return numbers  # type: ignore[return-value]


def _total(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = NUMBERS.add(total, number)
    return total


def _average(numbers: list[Decimal]) -> Decimal:
    return NUMBERS.divide(_total(numbers), Decimal(len(numbers)))


@builtin("sum", "list: list", "*list: any")
def _sum(_run: Run, items: Items) -> Decimal | None:
    return _total(_numbers(items)) if items else None


@builtin("mean", "list: list", "*list: any")
def _mean(_run: Run, items: Items) -> Decimal | None:
    return _average(_numbers(items)) if items else None


@builtin("product", "list: list", "*list: any")
def _product(_run: Run, items: Items) -> Decimal | None:
    product = Decimal(1)
    for number in _numbers(items):
        product = NUMBERS.multiply(product, number)
    return product if items else None


@builtin("median", "list: list", "*list: any")
def _median(_run: Run, items: Items) -> Decimal | None:
    numbers = sorted(_numbers(items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else _average(numbers[middle - 1 : middle + 1])


@builtin("stddev", "list: list", "*list: any")
def _stddev(_run: Run, items: Items) -> Decimal | None:
    numbers = _numbers(items)
    if len(numbers) < 2:
        return None
    mean = _average(numbers)
    squares = [NUMBERS.power(NUMBERS.subtract(number, mean), Decimal(2)) for number in numbers]
    return NUMBERS.sqrt(NUMBERS.divide(_total(squares), Decimal(len(numbers) - 1)))


@builtin("mode", "list: list", "*list: any")
def _mode(_run: Run, items: Items) -> list[Decimal]:
    counts = Counter(_numbers(items))
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _junction(items: Items, *, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(isinstance(item, bool) for item in items) else None


@builtin("all", "list: list", "*list: any")
def _all(_run: Run, items: Items) -> bool | None:
    return _junction(items, decisive=False)


@builtin("any", "list: list", "*list: any")
def _any(_run: Run, items: Items) -> bool | None:
    return _junction(items, decisive=True)


def _index(items: Items, position: Decimal) -> int:
    index = whole(position, "position")
    if index == 0 or abs(index) > len(items):
        raise FeelError(f"a list of {len(items)} has no position {index}")
    return index - 1 if index > 0 else len(items) + index


@builtin("sublist", "list: list, start position: number, length?: number")
def _sublist(_run: Run, items: Items, start: Decimal, length: Decimal | None = None) -> Items:
    rest = items[_index(items, start) :]
    if length is None:
        return rest
    count = whole(length, "length")
    if not 0 <= count <= len(rest):
        raise FeelError(f"from there the list has {len(rest)} elements, not {count}")
    return rest[:count]


@builtin("append", "list: list, *item: any")
def _append(run: Run, items: Items, more: Items) -> Items:
    run.charge(len(more))
    return [*items, *more]


@builtin("concatenate", "*list: list")
def _concatenate(run: Run, lists: Sequence[Items]) -> Items:
    run.charge_size(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert_before(_run: Run, items: Items, position: Decimal, item: object) -> Items:
    index = _index(items, position)
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def _remove(_run: Run, items: Items, position: Decimal) -> Items:
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any", "list: list, match: function, newItem: any")
def _list_replace(run: Run, items: Items, where: object, item: object) -> Items:
    if isinstance(where, Decimal):
        index = _index(items, where)
        return [*items[:index], item, *items[index + 1 :]]
    answers = [call(run, where, [norm(old), item], None, None) for old in items]
    if not all(isinstance(answer, bool) for answer in answers):
        raise FeelError("the match function must answer true or false", TYPE)
    return [item if answer else old for old, answer in zip(items, answers, strict=True)]


@builtin("reverse", "list: list")
def _reverse(_run: Run, items: Items) -> Items:
    return items[::-1]


@builtin("index of", "list: list, match: any")
def _index_of(run: Run, items: Items, match: object) -> list[int]:
    return [index for index, item in enumerate(items, 1) if same(run, item, match)]


def _distinct(run: Run, items: Items) -> Items:
    seen: set[tuple[type, object]] = set()
    chosen: list[object] = []
    others: list[object] = []
    for item in map(norm, items):
        if isinstance(item, str | Decimal | bool) or item is None:
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                chosen.append(item)
        else:
            run.charge(len(others))
            if not any(same(run, item, other) for other in others):
                others.append(item)
                chosen.append(item)
    return chosen


@builtin("distinct values", "list: list")
def _distinct_values(run: Run, items: Items) -> Items:
    return _distinct(run, items)


@builtin("union", "*list: list")
def _union(run: Run, lists: Sequence[Items]) -> Items:
    return _distinct(run, _concatenate(run, lists))  # type: ignore[arg-type]


@builtin("flatten", "list: list")
def _flatten(run: Run, items: Items) -> Items:
    flat: list[object] = []
    todo = [iter(items)]
    while todo:
        for item in todo[-1]:
            run.charge(1)
            if isinstance(item, list | tuple):
                todo.append(iter(item))
                break
            flat.append(item)
        else:
            todo.pop()
    return flat


@builtin("sort", "list: list, precedes: function")
def _sort(run: Run, items: Items, precedes: object) -> Items:
    def compare(left: object, right: object) -> int:
        answer = call(run, precedes, [norm(left), norm(right)], None, None)
        if not isinstance(answer, bool):
            raise FeelError("the function must answer true or false", TYPE)
        return -1 if answer else 1

    # sorted() only asks "is a before b", so an answer of 1 for equal elements keeps them in their order
    return sorted(items, key=cmp_to_key(compare))


@builtin("sort", "list: list")
def _sort_naturally(run: Run, items: Items) -> Items:
    def compare(left: object, right: object) -> int:
        run.charge(1)
        position = order(left, right, run.env.zone)
        if position is None:
            raise FeelError(f"{kind(left)} and {kind(right)} have no order", TYPE)
        return position

    return sorted(items, key=cmp_to_key(compare))
