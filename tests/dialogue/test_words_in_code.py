"""What people say is compared with the words of a language file, never with words that stand in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue.language_data import FOLDER
from dialogue.reading.vocabulary import load_vocabulary

PACKAGE = FOLDER.parent
TEXTS = frozenset({"text", "texts", "verb_text"})
ROWS = frozenset({"word", "words", "texts"})
WORD_PARTS = frozenset({"startswith", "endswith", "removeprefix", "removesuffix", "index", "count", "partition"})
SAME_WORD = frozenset({"split", "lower", "bare", "singular"})
LISTS = frozenset({"words", "phrases"})
READERS = frozenset({"book", "mind", "segment", "situation", "vocabulary"})
"""Who is asked for a list of the vocabulary by name."""


def _is_said(node: ast.AST) -> bool:
    """Whether this is text of a token, or words of a sentence."""
    match node:
        case ast.Attribute(attr=name):
            return name in TEXTS
        case ast.Name(id=name):
            return name in ROWS
        case ast.Subscript(value=value):
            return _is_said(value)
        case ast.Call(func=ast.Name(id="split")):
            return True
        case ast.Call(func=ast.Name(id="set" | "tuple" | "list"), args=[first, *_]):
            return _is_said(first)
        case ast.Call(func=ast.Attribute(attr=name, value=value), args=arguments) if name in SAME_WORD:
            return _is_said(value) or any(_is_said(argument) for argument in arguments)
        case ast.SetComp(elt=element) | ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
            return _is_said(element)
        case _:
            return False


def _literal(node: ast.AST, constants: dict[str, ast.AST]) -> list[str]:
    """The words of a literal, or of a constant of the module."""
    match node:
        case ast.Name(id=name):
            return _literal(constants[name], {}) if name in constants else []
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=[values]):
            return _literal(values, constants)
        case ast.Constant(value=str(text)):
            return [text] if any(letter.isalpha() for letter in text) else []
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return [word for element in elements for word in _literal(element, constants)]
        case ast.BinOp(left=left, right=right):
            return [*_literal(left, constants), *_literal(right, constants)]
        case _:
            return []


def _words_in(tree: ast.Module) -> Iterator[str]:
    """Every word that something said is compared with, cut by, or written as."""
    constants: dict[str, ast.AST] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                constants[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                constants[name] = value
            case _:
                pass
    for node in ast.walk(tree):
        compared: list[ast.AST] = []
        match node:
            case ast.Compare(left=left, comparators=others) if any(_is_said(side) for side in (left, *others)):
                compared = [left, *others]
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.Sub(), left=left, right=right):
                compared = [left, right] if _is_said(left) or _is_said(right) else []
            case ast.keyword(arg="text", value=value):
                compared = [value]
            case ast.Call(func=ast.Name(id="Token"), args=[first, *_]):
                compared = [first]
            case ast.Call(func=ast.Attribute(attr=name, value=value), args=arguments):
                compared = list(arguments) if name in WORD_PARTS and _is_said(value) else []
            case _:
                pass
        yield from (word for side in compared for word in _literal(side, constants))


def _lists_asked_for(tree: ast.Module) -> Iterator[str]:
    """The names of vocabulary lists that code asks for, by the object it asks."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr=asked, value=ast.Name(id=owner) | ast.Attribute(attr=owner)),
                args=[ast.Constant(value=str(name)), *_],
            ) if asked in LISTS and owner in READERS:
                yield name
            case ast.Call(
                func=ast.Attribute(attr="opening", value=ast.Name(id="vocabulary") | ast.Attribute(attr="vocabulary")),
                args=[_, ast.Constant(value=str(name)), *_],
            ):
                yield name
            case _:
                pass


SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "training" not in path.parts)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_said_is_compared_with_a_word_that_stands_in_the_code(path: Path) -> None:
    assert list(_words_in(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_every_list_that_code_asks_for_stands_in_a_language_file() -> None:
    known = load_vocabulary().lists
    asked = {name for path in SOURCES for name in _lists_asked_for(ast.parse(path.read_text(encoding="utf-8")))}
    assert len(asked) > len(known) // 2
    assert asked - known.keys() == set()


@pytest.mark.parametrize(
    "code",
    [
        'token.text == "of"',
        'words[0] in ("the", "my")',
        'row[-1].text.endswith("ing")',
        '{"no", "not"} & {token.text for token in row}',
        'replace(row[0], text="turn")',
        'ARTICLES = frozenset({"a", "an"})\ntoken.text in ARTICLES',
    ],
)
def test_a_word_in_the_code_is_found(code: str) -> None:
    assert list(_words_in(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ['clause.verb == "set"', 'span.role in ("value", "device")', 'token.text in words("of")']
)
def test_names_of_verbs_and_roles_are_no_words(code: str) -> None:
    assert not list(_words_in(ast.parse(code)))
