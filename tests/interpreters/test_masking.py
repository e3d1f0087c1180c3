"""What a model is shown instead of a sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogue.reading.masking import Explained, hidden, hide_unknown, mask, tokens


def spanned(text: str, part: str, role: str) -> Explained:
    start = text.index(part)
    return Explained(role, start, start + len(part))


def test_a_device_is_replaced_by_its_stand_in_and_the_way_back_leads_to_its_name() -> None:
    text = "Turn on Bertha, please!"
    masked = mask(text, [spanned(text, "Bertha", "device")])
    assert masked.text == "turn on xdevice please"
    at = masked.text.index("xdevice")
    start, end = masked.original(at, at + len("xdevice"))
    assert text[start:end] == "Bertha"


def test_of_overlapping_spans_the_longer_is_shown() -> None:
    text = "kitchen light off"
    spans = [spanned(text, "kitchen", "area"), spanned(text, "kitchen light", "device")]
    assert mask(text, spans).text == "xdevice off"


def test_a_role_without_a_stand_in_leaves_its_words() -> None:
    text = "volume up"
    assert mask(text, [spanned(text, "volume", "attribute")]).text == "volume up"


def test_words_outside_of_the_vocabulary_and_numbers_are_hidden() -> None:
    assert hide_unknown("turn the blorf to 40", {"turn", "the", "to"}) == "turn the __oov__ to xnumber"


def test_a_hidden_word_is_found_again() -> None:
    text = "turn on the blorf"
    shown = hidden(text, {"turn", "on", "the"})
    at = shown.text.index("__oov__")
    start, end = shown.original(at, at + 7)
    assert text[start:end] == "blorf"


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_no_text_and_no_span_break_masking(text: str, start: int, end: int) -> None:
    masked = mask(text, [Explained("device", min(start, len(text)), min(end, len(text)))])
    assert masked.text == " ".join(piece.text for piece in masked.pieces)
    for piece in masked.pieces:
        assert masked.original(piece.start, piece.end) == (piece.from_start, piece.from_end)


@given(st.text(max_size=3000))
def test_tokens_are_lower_case_and_without_spaces(text: str) -> None:
    assert all(token and token == token.lower() and not token.isspace() for token in tokens(text))
