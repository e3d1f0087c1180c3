"""The sentences the interpreters learn from."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.errors import LanguageDataError
from dialogue.reading.masking import STAND_INS, Explained, hide_unknown, tokens
from dialogue.training.annotated import plain, read_lines, write_line
from dialogue.training.corpus import base_examples, regression_examples, sample
from dialogue.training.examples import CLASSES
from dialogue.training.rasa_data import chosen, training_document, vocabulary_of
from dialogue.training.templates import read_templates

TEMPLATES = {
    "parts": {"d": ["the xdevice", "{w}"], "w": ["{word}"]},
    "fill": {},
    "classes": {"command": {"count": 20, "forms": ["(dim|open) {d} [please]"]}},
    "words": "apple",
}


def test_the_same_sentences_come_every_time() -> None:
    assert base_examples() == base_examples()


def test_every_class_has_hundreds_of_sentences() -> None:
    counts = Counter(example.intent for example in base_examples())
    assert set(counts) == set(CLASSES)
    assert min(counts.values()) > 300


def test_every_sentence_is_masked_text() -> None:
    for example in [*base_examples(), *regression_examples()]:
        assert example.text == " ".join(tokens(example.text)), example
        assert example.intent in CLASSES


def test_annotated_sentences_say_the_same_as_their_text() -> None:
    annotated = [example for example in base_examples() if example.annotated]
    assert annotated
    assert all(plain(example.annotated) == example.text for example in annotated)


def test_forms_give_their_alternatives_and_nothing_else() -> None:
    texts = {example.text for example in read_templates(TEMPLATES).examples()}
    assert texts <= {
        f"{verb} {device}{please}"
        for verb in ("dim", "open")
        for device in ("the xdevice", "__oov__", "apple")
        for please in ("", " please")
    }
    assert len(texts) > 6


@pytest.mark.parametrize("form", ["(a|b", "a)", "[a", "a]", "a|b", "{nobody}", "((a)"])
def test_a_wrong_form_is_said_when_it_is_read(form: str) -> None:
    wrong = {**TEMPLATES, "classes": {"command": {"count": 1, "forms": [form]}}}
    with pytest.raises(LanguageDataError):
        read_templates(wrong)


def test_a_line_without_a_class_is_an_error() -> None:
    with pytest.raises(LanguageDataError):
        read_lines(["turn on the light"])


@given(st.text(alphabet="abc de", min_size=1, max_size=30), st.integers(0, 30), st.integers(1, 10))
def test_what_is_written_to_a_sentence_file_is_read_again(text: str, start: int, length: int) -> None:
    end = min(start + length, len(text))
    spans = [Explained("device", start, end)] if start < end else []
    (sentence,) = read_lines([write_line("command", text, spans)]) or (None,)
    if sentence is not None:
        assert "".join(piece for piece, _ in sentence.pieces) == text


def test_a_sample_takes_so_many_of_each_class() -> None:
    counts = Counter(example.intent for example in sample(base_examples(), {"chat": 50}, 20))
    assert abs(counts.pop("chat") - 50) <= 1
    assert all(abs(count - 20) <= 1 for count in counts.values())


def test_rasa_s_document_holds_every_class_and_no_word_outside_its_vocabulary() -> None:
    examples = chosen(base_examples())
    vocabulary = vocabulary_of(examples)
    lines = training_document(examples, vocabulary).partition("nlu:\n")[2].splitlines()
    assert {line.split(": ")[1] for line in lines if line.startswith("- intent")} == set(CLASSES)
    sentences = [line.removeprefix("    - ") for line in lines if line.startswith("    - ")]
    assert len(sentences) > 5_000
    for sentence in sentences:
        bare = re.sub(r"\[([^\]]+)\]\(\w+\)", r"\1", sentence)
        assert hide_unknown(bare, vocabulary) == bare


def test_stand_ins_are_words_nobody_says() -> None:
    assert all(stand_in.startswith("x") and stand_in.isalpha() for stand_in in STAND_INS.values())
