"""A piece of a home file that knows where it stands, so that a fault can be named."""

from __future__ import annotations

from collections.abc import Mapping

from devices.errors import HomeFileError


class Part:
    """One object of a file; every reader raises ``HomeFileError`` naming the object and the key."""

    def __init__(self, source: str, place: str, data: object) -> None:
        self.source = source
        self.place = place
        if not isinstance(data, Mapping):
            raise self.error(f"it must be an object, not {type(data).__name__}")
        self._data: Mapping[object, object] = data

    def error(self, reason: str) -> HomeFileError:
        """A fault of this object, to be raised."""
        return HomeFileError(self.source, f"{self.place}: {reason}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def get(self, key: str) -> object:
        """What is there, or ``None``."""
        return self._data.get(key)

    def text(self, key: str) -> str:
        """A word that must be there."""
        value = self._data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key!r} is missing" if value is None else f"{key!r} must be words, not {value!r}")
        return value

    def optional_text(self, key: str) -> str | None:
        """A word that may be missing."""
        return None if self._data.get(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words; empty when missing."""
        value = self._data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{key!r} must be a list of words")
        return tuple(value)

    def optional_flag(self, key: str) -> bool | None:
        """Yes or no; ``None`` when missing."""
        value = self._data.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.error(f"{key!r} must be true or false")
        return value

    def optional_whole(self, key: str) -> int | None:
        """A whole number; ``None`` when missing."""
        value = self._data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.error(f"{key!r} must be a whole number")
        return value

    def number(self, key: str, default: float) -> float:
        """A number; ``default`` when missing."""
        value = self._data.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"{key!r} must be a number, not {value!r}")
        return value

    def items(self, key: str, *, required: bool = False) -> list[Part]:
        """A list of objects; each is called by its id in errors."""
        value = self._data.get(key)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            raise self.error(f"{key!r} is missing" if value is None else f"{key!r} must be a list")
        parts = []
        for index, item in enumerate(value):
            label = item.get("id", index) if isinstance(item, Mapping) else index
            parts.append(Part(self.source, f"{key} › {label}", item))
        return parts

    def mapping(self, key: str) -> dict[str, Part]:
        """An object of objects; empty when missing."""
        return {name: Part(self.source, f"{self.place} › {name}", item) for name, item in self.raw_mapping(key).items()}

    def raw_mapping(self, key: str) -> dict[str, object]:
        """An object as it is; empty when missing."""
        value = self._data.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.error(f"{key!r} must be an object")
        return {str(name): item for name, item in value.items()}
