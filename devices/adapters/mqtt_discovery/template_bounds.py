"""Keeps templates from strangers small: in what they may use, how long they run and how much they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import cast

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.visitor import NodeTransformer

MAX_TEMPLATE = 8192
MAX_NESTING = 40
MAX_OUTPUT = 16_384
MAX_STEPS = 3_000
MAX_HELD = 20_000
MAX_RANGE = 1_000
_MAX_BITS = 2_048
# In a field of a format: three digits in a row, a width from elsewhere.
_WIDE = re.compile(r"%[^a-zA-Z%]*(\d{3}|\*)|\{[^{}]*(\d{3}|\{)")
# A key in a field may hold anything, so it may not stand beside such a number at all.
_WIDE_NEAR_KEY = re.compile(r"\d{3}|\*")
# Templates that call themselves or load others could run for ever.
_FORBIDDEN = (
    nodes.Macro,
    nodes.CallBlock,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.ScopedEvalContextModifier,
)


class TemplateTooCostly(ValueError):
    """A template uses more than it is allowed to."""


class Budget:
    """Steps left in one rendering."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def refill(self) -> None:
        """Start a rendering."""
        self._left = MAX_STEPS

    def spend(self, steps: int = 1) -> None:
        """Use steps; raises ``TemplateTooCostly`` when none are left."""
        self._left -= steps
        if self._left < 0:
            raise TemplateTooCostly("it runs too long")

    def kept(self, value: object) -> object:
        """The value, if all that is in it is little."""
        self.weigh(value)
        return value

    def weigh(self, *values: object) -> None:
        """Spend steps by the size of values; raises ``TemplateTooCostly`` when they hold too much."""
        self.spend(1 + sum(deep_size(value) for value in values) // 20)

    def guarded(self, function: Callable[..., object]) -> Callable[..., object]:
        """The function, with small arguments and a small result only."""

        @wraps(function)  # keeps the marks by which Jinja passes the environment
        def small(*args: object, **kwargs: object) -> object:
            self.weigh(*args, *kwargs.values())
            return check_size(function(*args, **kwargs))

        return small

    def counted(self, things: Iterable[object]) -> Iterator[object]:
        """The same things, each costing a step."""
        for thing in things:
            self.spend()
            yield thing


def check_source(source: str) -> None:
    """Refuse what is too long or too deep to be parsed safely; raises ``TemplateTooCostly``."""
    if len(source) > MAX_TEMPLATE:
        raise TemplateTooCostly(f"it has more than {MAX_TEMPLATE} characters")
    depth = deepest = 0
    for character in source:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING or source.count("{%") > 200 or source.count("not ") > 200:
        raise TemplateTooCostly("it is nested too deeply")


def deep_size(value: object) -> int:
    """How much is in a value, letters and things; what is in it twice counts twice.

    Raises ``TemplateTooCostly`` when it is too much to be worth counting.
    """
    size, waiting = 0, [value]
    while waiting:
        thing = waiting.pop()
        size += 1
        if isinstance(thing, str | bytes | range):
            size += len(thing)
        elif isinstance(thing, Mapping):
            waiting.extend(thing.keys())
            waiting.extend(thing.values())
        elif isinstance(thing, list | tuple | set | frozenset):
            waiting.extend(thing)
        if size + len(waiting) > MAX_HELD:
            raise TemplateTooCostly("it holds too much")
    return size


def check_size(value: object) -> object:
    """The value, if it is small; raises ``TemplateTooCostly``."""
    if isinstance(value, str | bytes | list | tuple | dict | set | frozenset) and len(value) > MAX_OUTPUT:
        raise TemplateTooCostly("it makes too much")
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        raise TemplateTooCostly("its numbers grow too large")
    return value


def check_operands(operator: str, left: object, right: object) -> None:
    """Refuse sums and products that would grow without bound; raises ``TemplateTooCostly``."""
    sizes = [len(part) for part in (left, right) if isinstance(part, str | bytes | list | tuple)]
    match operator:
        case "*" if sizes:
            times = next((part for part in (left, right) if isinstance(part, int)), 0)
            if (deep_size(left) + deep_size(right)) * max(times, 0) > MAX_HELD:
                raise TemplateTooCostly("it repeats too much")
        case "+" if sizes and deep_size(left) + deep_size(right) > MAX_HELD:
            raise TemplateTooCostly("it makes too much")
        case "**" if isinstance(left, int) and isinstance(right, int):
            if abs(right) * max(left.bit_length(), 1) > _MAX_BITS:
                raise TemplateTooCostly("its numbers grow too large")
        case "%" if isinstance(left, str):
            check_format(left)
        case _:
            pass


def check_format(pattern: str) -> None:
    """Refuse a format that pads to more than 99 places; raises ``TemplateTooCostly``."""
    if _WIDE.search(pattern) or ("%(" in pattern and _WIDE_NEAR_KEY.search(pattern)):
        raise TemplateTooCostly("it pads too much")


def check_method(method: object, args: tuple[object, ...]) -> None:
    """Refuse methods of text that could make much; raises ``TemplateTooCostly``."""
    text, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    if not isinstance(text, str | bytes):
        return
    if name in {"ljust", "rjust", "center", "zfill", "expandtabs", "translate"}:
        raise TemplateTooCostly("it pads")
    if name == "join" and args:
        parts = args[0] if isinstance(args[0], list | tuple | str | dict) else ()
        check_product(len(text), len(parts))
    if name == "replace" and len(args) > 1:
        check_product(len(text) + 1, len(str(args[1])))


def check_product(times: int, size: int) -> None:
    """Refuse many times much; raises ``TemplateTooCostly``."""
    if times * size > MAX_OUTPUT * 16:
        raise TemplateTooCostly("it makes too much")


class BoundedLoops(NodeTransformer):
    """Rewrites a template so that every loop and every joining of text is counted."""

    def generic_visit(self, node: nodes.Node, *args: object, **kwargs: object) -> nodes.Node:
        """Refuse what is not allowed in any place."""
        if isinstance(node, _FORBIDDEN):
            raise TemplateSyntaxError(f"{type(node).__name__} is not allowed here", node.lineno)
        return super().generic_visit(node, *args, **kwargs)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - named by the visitor
        """Count the turns of a loop; no loop may call itself."""
        if node.recursive:
            raise TemplateSyntaxError("a loop may not call itself", node.lineno)
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "counted", node.lineno)
        return node

    def visit_Assign(self, node: nodes.Assign) -> nodes.Node:  # noqa: N802
        """Bound what is kept, so that nothing can be doubled again and again."""
        self.generic_visit(node)
        node.node = _filtered(node.node, "kept", node.lineno)
        return node

    def visit_With(self, node: nodes.With) -> nodes.Node:  # noqa: N802
        """The same for names of a block."""
        self.generic_visit(node)
        node.values = [_filtered(value, "kept", node.lineno) for value in node.values]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """Bound ``~``, which Jinja doesn't let us watch."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "concatenated", node.lineno)


def _filtered(node: nodes.Node, name: str, line: int) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", node), name, [], [], None, None, lineno=line)


def concatenated(parts: Iterable[object]) -> str:
    """The parts as one text, if it stays small."""
    return cast("str", check_size("".join(str(part) for part in parts)))


def bounded(context: Mapping[str, object]) -> Mapping[str, object]:
    """The variables of a rendering, if they are small; raises ``TemplateTooCostly``."""
    for value in context.values():
        deep_size(value)
    return context


def rendered(pieces: Iterable[str]) -> str:
    """The pieces as one text, given up as soon as it is too much."""
    text: list[str] = []
    size = 0
    for piece in pieces:
        text.append(piece)
        size += len(piece)
        if size > MAX_OUTPUT:
            raise TemplateTooCostly("it makes too much")
    return "".join(text)
