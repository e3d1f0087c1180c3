"""Templates of strangers are rendered as Home Assistant would, and can't do harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.adapters.mqtt_discovery.errors import DiscoveryError, IgnoredMessage
from devices.adapters.mqtt_discovery.template_bounds import MAX_OUTPUT
from devices.adapters.mqtt_discovery.templates import Template


@pytest.mark.parametrize(
    ("source", "payload", "text"),
    [
        ("{{ value_json.value }}", '{"value": true}', "True"),
        ("{{ value_json.value }}", '{"value": null}', "None"),
        ('{{ value_json["contact"] }}', '{"contact": false}', "False"),
        ("{{ value_json.value | round(0) }}", '{"value": 3.6}', "4"),
        ("{{ value|float|round(1) }}", "-4.27", "-4.3"),
        ("{{ float(value) * 99 + 1 }}", "1", "100.0"),
        ("{{ value_json.permit_join | lower }}", '{"permit_join": false}', "false"),
        ("{{ {0: 'off', 1: 'heat'}[value_json.value] | default('off') }}", '{"value": 7}', "off"),
        ("{% set v = {None: None, 'idle': 'idle'} %}{{ v[value_json['state']] }}", '{"state": null}', "None"),
        ("{{ value_json.v | default('',True) | string | truncate(5, True, '', 0) }}", '{"v": "1234567"}', "12345"),
        ("{% for a in value_json %}{% if a == 2 %}{% continue %}{% endif %}{{ a }}{% endfor %}", "[1, 2, 3]", "13"),
        ("{{ value_json | selectattr('on') | map(attribute='n') | list | to_json }}", '[{"on":1,"n":2}]', "[2]"),
        ("{{ dict(zip(['a'], [1])).a }}", "", "1"),
        ("{{ dict.from_keys(['a'], 0).a }}", "", "0"),
        ("{{ value | regex_findall('[0-9]+') | first }}", "lamp 42", "42"),
        ("{{ iif(value == 'a', 'yes', 'no') }}", "a", "yes"),
        ("{{ '%.1f' | format(value | float) }}", "2.345", "2.3"),
        ("{{ '#%02x0000' | format(value | int) }}", "255", "#ff0000"),
        (
            "{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
            "",
            "6",
        ),
        ("  {{ value }}\n", "x", "x"),
    ],
)
def test_templates_of_real_gateways_render(source: str, payload: str, text: str) -> None:
    assert Template(source).of_message(payload) == text


@pytest.mark.parametrize(
    "source",
    ["{{ value_json.a.b }}", "{{ value_json.none | is_defined }}", "{{ value | float }}", "{{ states('sensor.x') }}"],
)
def test_a_template_that_fails_drops_the_message(source: str) -> None:
    with pytest.raises(IgnoredMessage):
        Template(source).of_message('{"x": 1}')


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10 ** 9 }}",
        "{{ [0] * 10 ** 9 }}",
        "{{ 10 ** 99999 }}",
        "{{ 'x'.ljust(10 ** 9) }}",
        "{{ 'x' | center(1000000000) }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ '%(a(b)c)999999999d' | format(x=1) }}",
        "{{ '%0*d' % (999999999, 1) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ '{:{w}}'.format(1, w=999999999) }}",
        "{{ range(1000000) | list }}",
        "{% for i in range(999) %}{% for j in range(999) %}x{% endfor %}{% endfor %}",
        "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=9) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = dict(a=('%s'|format(n.x))) %}{% endfor %}",
        "{% set n = namespace(x=3) %}{% for i in range(99) %}{% set n.x = (n.x | string).split('a') %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = (zip(n.x, n.x)|list) + n.x %}{% endfor %}",
        "{% for i in range(900) %}{{ range(999) | map('string') | map('int') | sum }}{% endfor %}",
        "{% for i in range(900) %}{{ value }}{{ value }}{{ value }}{% endfor %}",
        "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a }}",
        "{{ ('y' * 9000) | replace('', 'y' * 9000) }}",
        "{{ ('y' * 9000).join('y' * 9000) }}",
        "{{ value | regex_findall('(a+)+$') }}",
        "{{ value | regex_replace('(a|aa)*b', '') }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include 'x' %}",
        "{{ lipsum(100) }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ value.__init__ }}{{ namespace.__init__.__globals__ }}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
        "{{ value }}" * 2000,
        "{% for x in [[1]] recursive %}{{ loop(x) }}{% endfor %}",
        "{{",
    ],
)
def test_a_harmful_template_is_stopped_at_once(source: str) -> None:
    started = time.perf_counter()
    with pytest.raises(DiscoveryError):
        Template(source).of_message("a" * 60)
    assert time.perf_counter() - started < 0.5


PIECES = st.sampled_from(
    [
        "value", "value_json", "'a'", "9", "10 ** 9", "range(999)", "x", "[1, 2]", " ~ ", " + ", " * ", " ** ", " % ",
        "| list", "| join('aaaa')", "| replace('a', 'aaaaaaaa')", "| string", "| map('string')", "| to_json", "(", ")",
        "[", "]", "{{ ", " }}", "{% for x in ", "{% set x = ", " %}", "{% endfor %}", "| sort", "| int(0)", "| sum",
        ".a", "| regex_findall('a*')", "namespace(x=1)", "| first", "zip(x, x)", "| round(99)", "'%s' ", "| format(x)",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_a_template_ends_soon_and_small(pieces: list[str], payload: str) -> None:
    started = time.perf_counter()
    try:
        text = Template("".join(pieces)).of_message(payload)
    except DiscoveryError:
        text = ""
    assert len(text) <= MAX_OUTPUT
    assert time.perf_counter() - started < 1.0
