"""The words of a language are read strictly: what stands twice would silently hide its other half."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.errors import LanguageDataError
from dialogue.language_data import FOLDER, read_section


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_every_language_file_can_be_read(path: Path) -> None:
    assert read_section(path).names()


@pytest.mark.parametrize("text", ["greetings: [hello]\nthanks: [ta]\ngreetings: [hi]\n", "verbs: {shut: a, shut: b}\n"])
def test_a_list_that_stands_twice_is_refused_with_its_name(text: str, tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(text)
    with pytest.raises(LanguageDataError, match="these stand twice"):
        read_section(file)
