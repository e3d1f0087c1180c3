"""Charts as SVG, to be shown in an image: without script, on paper of any colour."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

# An image on its own may style itself, and nothing else.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_INK: Final = "#55605c"
_IN_THE_DARK: Final = """
@media (prefers-color-scheme: dark) {
  text, .legends .legend text, .axis text, .axis.x text.major, .axis.y text.major { fill: #c3ccc8 !important; }
  .axis .line, .axis .guides, .axis .guide, .axis .major.guide, .axis .major.line { stroke: #55605c !important; }
}
"""
_TEXT: Final = 15
_COLOURS: Final = ("#2a9079", "#c2703d", "#7d73c9")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of values with its name; ``None`` where there is none."""

    name: str
    values: Sequence[float | None]


def drawn(
    days: Sequence[str], lines: Sequence[Line], *, unit: str = "", bars: bool = False, narrow: bool = False
) -> bytes:
    """The chart, ``narrow`` for a phone. Takes tenths of a second: run it in a thread."""
    import pygal  # noqa: PLC0415 - only needed when somebody looks at a chart
    from pygal.style import Style  # noqa: PLC0415

    # Its hook for plugins, of which there are none here, is of a sort that Python warns of at every later import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground=_INK,
        foreground_strong=_INK,
        foreground_subtle=_INK,
        guide_stroke_color=_INK,
        major_guide_stroke_color=_INK,
        colors=_COLOURS,
        font_family="system-ui, sans-serif",
        transition="0",
        label_font_size=_TEXT,
        major_label_font_size=_TEXT,
        legend_font_size=_TEXT,
        no_data_font_size=2 * _TEXT,
    )
    chart = (pygal.Bar if bars else pygal.Line)(
        style=style,
        js=(),
        width=400 if narrow else 900,
        height=300 if narrow else 320,
        x_label_rotation=0,
        x_labels_major_every=max(1, -(-len(days) // (4 if narrow else 8))),
        show_minor_x_labels=False,
        truncate_legend=-1,
        truncate_label=-1,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(lines),
        dots_size=4,
        stroke_style={"width": 2},
        include_x_axis=True,
        no_data_text="no turns",
        value_formatter=lambda value: f"{value:,.0f}{unit}",
    )
    chart.x_labels = list(days)
    chart.y_labels = _marks(lines, whole=100.0 if unit.strip() == "%" else None)
    for line in lines:
        chart.add(line.name, list(line.values), allow_interruptions=True)
    drawing: Element = chart.render_tree()
    for parent in list(drawing.iter()):
        for script in [part for part in parent if str(part.tag).rpartition("}")[2] == "script"]:
            parent.remove(script)
    # An image knows whether the page around it is dark.
    SubElement(drawing, "style").text = _IN_THE_DARK
    svg: bytes = tostring(drawing, encoding="utf-8", xml_declaration=True)
    return svg


def _marks(lines: Sequence[Line], whole: float | None) -> list[float]:
    """Where the lines across stand: from 0, in steps of 1, 2 or 5 times a power of ten, four or five of them."""
    most = whole or max((value for line in lines for value in line.values if value is not None), default=0) or 1
    step = 1.0
    for size in (factor * 10**power for power in range(9) for factor in (1, 2, 5)):
        step = float(size)
        if most / step <= 5:
            break
    return [step * number for number in range(math.ceil(most / step) + 1)]
