"""Renders the templates of discovery payloads, which are code from strangers, in a small sandbox."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from types import BuiltinMethodType, MethodType

from jinja2 import Template as JinjaTemplate
from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from devices.adapters.mqtt_discovery import own_state
from devices.adapters.mqtt_discovery import template_functions as functions
from devices.adapters.mqtt_discovery.errors import IgnoredMessage, RejectedPayload
from devices.adapters.mqtt_discovery.template_bounds import (
    BoundedLoops,
    Budget,
    bounded,
    check_format,
    check_method,
    check_operands,
    check_size,
    check_source,
    concatenated,
    rendered,
)

# Filters of Jinja itself that neither pad nor repeat nor run for long.
_OWN_FILTERS = frozenset(
    {
        "abs", "attr", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "groupby", "items",
        "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "safe",
        "select", "selectattr", "sort", "string", "sum", "title", "trim", "unique", "upper",
    }
)  # fmt: skip
_MORE_FILTERS = {
    "bool": functions.as_bool,
    "float": functions.as_float,
    "format": functions.formatted,
    "from_json": functions.from_json,
    "iif": functions.iif,
    "int": functions.as_int,
    "is_defined": functions.is_defined,
    "join": functions.joined,
    "replace": functions.replaced,
    "regex_findall": functions.regex_findall,
    "regex_findall_index": functions.regex_findall_index,
    "regex_match": functions.regex_match,
    "regex_replace": functions.regex_replace,
    "regex_search": functions.regex_search,
    "round": functions.rounded,
    "to_json": functions.to_json,
    "tojson": functions.to_json,
    "truncate": functions.truncated,
    "as_datetime": functions.as_datetime,
    "as_timestamp": functions.as_timestamp,
    "average": functions.average,
    "base64_decode": functions.base64_decode,
    "base64_encode": functions.base64_encode,
    "is_number": functions.is_number,
    "log": functions.log,
    "slugify": functions.slugify,
    "sqrt": functions.sqrt,
    "timestamp_custom": functions.timestamp_custom,
    "timestamp_local": functions.timestamp_local,
    "timestamp_utc": functions.timestamp_utc,
    "multiply": lambda value, by: float(value) * float(by),
    "add": lambda value, more: float(value) + float(more),
    "ord": ord,
    "bitwise_and": lambda value, mask: int(value) & int(mask),
    "bitwise_or": lambda value, mask: int(value) | int(mask),
    "bitwise_xor": lambda value, mask: int(value) ^ int(mask),
    "as_local": functions.as_local,
    "median": functions.middle,
    "cos": math.cos,
    "sin": math.sin,
    "tan": math.tan,
    "typeof": functions.type_of,
    "wordcount": functions.word_count,
    "contains": lambda things, thing: thing in things,
    "concatenated": concatenated,
}
_GLOBALS = {
    "bool": functions.as_bool,
    "dict": functions.DictMaker(),
    "float": functions.as_float,
    "iif": functions.iif,
    "int": functions.as_int,
    "max": max,
    "min": min,
    "namespace": Namespace,
    "now": functions.local_now,
    "range": functions.few,
    "utcnow": functions.utc_now,
    "as_local": functions.as_local,
    "atan2": math.atan2,
    "cos": math.cos,
    "inf": math.inf,
    "median": functions.middle,
    "set": set,
    "sin": math.sin,
    "slugify": functions.slugify,
    "tan": math.tan,
    "tuple": tuple,
    "typeof": functions.type_of,
    "as_datetime": functions.as_datetime,
    "as_timestamp": functions.as_timestamp,
    "average": functions.average,
    "e": math.e,
    "is_number": functions.is_number,
    "log": functions.log,
    "pi": math.pi,
    "sqrt": functions.sqrt,
    "strptime": functions.strptime,
    "state_attr": own_state.state_attr,
    "states": own_state.states,
    "is_state": own_state.is_state,
    "is_state_attr": own_state.is_state_attr,
    "timedelta": timedelta,
    "zip": zip,
}
_MORE_TESTS = {
    "contains": lambda things, thing: thing in things,
    "datetime": lambda value: isinstance(value, datetime),
    "is_number": functions.is_number,
    "list": lambda value: isinstance(value, list),
    "set": lambda value: isinstance(value, set),
    "string_like": lambda value: isinstance(value, str | bytes),
    "tuple": lambda value: isinstance(value, tuple),
    "match": functions.regex_match,
    "search": functions.regex_search,
}
# What may fail in a template from outside; nothing else is caught.
_FAULTS = (TemplateError, ValueError, TypeError, KeyError, IndexError, ArithmeticError, AttributeError)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja without what could run long, make much or look around."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do"], optimized=False, cache_size=0)
        self.budget = Budget()
        self.filters = {name: filter_ for name, filter_ in self.filters.items() if name in _OWN_FILTERS}
        self.filters |= _MORE_FILTERS
        self.filters = {name: self.budget.guarded(filter_) for name, filter_ in self.filters.items()}
        self.filters |= {"counted": self.budget.counted, "kept": self.budget.kept}
        self.globals = dict(_GLOBALS)
        self.tests |= _MORE_TESTS

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        BoundedLoops().visit(template)
        return template

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """A sum or product, if it stays small."""
        check_operands(operator, left, right)
        return check_size(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: object) -> Callable[..., str] | None:
        """``str.format``, if its pattern doesn't pad."""
        if getattr(value, "__name__", "") in {"format", "format_map"} and isinstance(
            value, MethodType | BuiltinMethodType
        ):
            check_format(str(value.__self__))
        return super().wrap_str_format(value)

    def call(self, context: Context, obj: object, *args: object, **kwargs: object) -> object:
        """A function or method, if its arguments and result are small."""
        self.budget.weigh(*args, *kwargs.values())
        check_method(obj, args)
        return check_size(super().call(context, obj, *args, **kwargs))


_SANDBOX = _Sandbox()


class Template:
    """One template of a payload.

    Rendering gives text without blanks around it, or raises ``IgnoredMessage`` when the template fails, for then Home
    Assistant drops the message too.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._template = _compiled(source)

    def render(self, **variables: object) -> str:
        """The text for these variables. Raises ``IgnoredMessage``."""
        _SANDBOX.budget.refill()
        try:
            text = rendered(self._template.generate(bounded(variables)))
        except (*_FAULTS, RecursionError, MemoryError) as error:
            raise IgnoredMessage(f"template {self.source[:80]!r}: {error}") from error
        return text.strip()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Template) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    def of_message(self, payload: str) -> str:
        """The text for a message: ``value`` is the payload, ``value_json`` what it says if it is JSON."""
        variables: dict[str, object] = {"value": payload, **_about()}
        with suppress(ValueError, RecursionError):
            variables["value_json"] = json.loads(payload)
        return self.render(**variables)


@lru_cache(maxsize=2048)
def _compiled(source: str) -> JinjaTemplate:
    try:
        check_source(source)
        return _SANDBOX.from_string(source)
    except (*_FAULTS, RecursionError, MemoryError, SyntaxError) as error:
        raise RejectedPayload(f"template {source[:80]!r} is not allowed: {error}") from error


def message_text(template: Template | None, payload: str) -> str:
    """What a message says, through its template if it has one. Raises ``IgnoredMessage``, also for an empty text."""
    text = payload if template is None else template.of_message(payload)
    if text == "" and template is not None:
        raise IgnoredMessage("the template made nothing of it")
    return text


def command_text(template: Template | None, value: object, variables: Mapping[str, object] | None = None) -> str:
    """What to publish for ``value``. Raises ``IgnoredMessage`` when the device's own template fails."""
    return str(value) if template is None else template.render(**{**_about(), "value": value, **(variables or {})})


def _about() -> dict[str, object]:
    return {"this": own_state.this(), "entity_id": "", "name": ""}
