"""The settings of the hub: environment variables ``TEACHABLE_HUB_…`` over what was changed on the pages over an
optional TOML file over defaults (docs/decisions/0018).

Every setting is described in ``docs/settings.md``; a test compares the two.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from devices.broker import BrokerAddressError, BrokerSettings
from devices.home_assistant_access import HomeAssistantAccess, HomeAssistantAddressError, websocket_url
from hub.errors import ConfigError
from hub.kept_changes import read_changes

ENV_PREFIX = "TEACHABLE_HUB_"
CONFIG_VARIABLE = "TEACHABLE_HUB_CONFIG"
SETUP_VARIABLE = "TEACHABLE_HUB_PYTHON"
Source: TypeAlias = Literal["default", "file", "changed here", "environment", "command line"]
_TOLD_AT_START = frozenset({"environment", "command line"})
_DATABASE_SCHEMES = ("sqlite", "postgresql")


def default_data_dir() -> Path:
    """The folder ``data`` of the checkout the hub runs from; installed, this person's XDG data folder."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "data"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "teachable-hub"


def _listed(value: object) -> object:
    """Several values in one text, as the environment has them: with commas between them, or as JSON."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError("write the values with commas between them") from error
    return tuple(part.strip() for part in value.split(",") if part.strip())


Listed: TypeAlias = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """All settings, validated once at the start."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    _sources: dict[str, Source] = PrivateAttr(default_factory=dict)
    # These settings without what was changed on the pages.
    _as_started: Settings | None = PrivateAttr(None)

    # the home
    data_dir: Path = Field(default_factory=default_data_dir)
    home_file: Path | None = None
    time_zone: str | None = None
    language: str = Field("en", pattern=r"^[a-z]{2}$")
    # Home Assistant
    home_assistant_url: str | None = None
    home_assistant_token: SecretStr | None = None
    home_assistant_code: SecretStr | None = None
    home_assistant_ca_file: Path | None = None
    # the broker
    mqtt_url: SecretStr | None = None
    mqtt_username: str | None = None
    mqtt_password: SecretStr | None = None
    mqtt_ca_file: Path | None = None
    mqtt_cert_file: Path | None = None
    mqtt_key_file: Path | None = None
    mqtt_discovery_prefix: str = Field("homeassistant", min_length=1, pattern=r"^[^#+\x00]+$")
    mqtt_topic_prefix: str = Field("teachable_hub", min_length=1, pattern=r"^[^#+\x00]+$")
    mqtt_publish_birth: bool = False
    mqtt_content: bool = True
    mqtt_converse: bool = False
    # the database and what is kept
    database_url: SecretStr | None = None
    journal: bool = True
    journal_days: int = Field(30, ge=0, le=3650)
    # understanding
    nlu: Literal["auto", "rasa", "embedded"] = "auto"
    rasa_url: str | None = None
    rasa_token: SecretStr | None = None
    rasa_python: Path | None = None
    confirm_entrances: bool = False
    question_timeout_s: float = Field(300, ge=5, le=86_400)
    voice_question_timeout_s: float = Field(30, ge=5, le=3600)
    # hearing
    speech_model: Path | None = None
    wake_phrase: str = Field("hey hub", min_length=2, max_length=40)
    wyoming_wake_url: str | None = None
    follow_up: bool = True
    follow_up_s: float = Field(8, ge=1, le=60)
    barge_in: bool = True
    ask_when_unsure: bool = True
    audio_debug_mb: int = Field(0, ge=0, le=10_000)
    # speaking
    tts: Literal["auto", "espeak", "wyoming", "off"] = "auto"
    tts_url: str | None = None
    tts_voice: str | None = None
    quiet: bool = False
    # places that listen
    wyoming: bool = False
    wyoming_host: str = "127.0.0.1"
    wyoming_port: int = Field(10_600, ge=0, le=65_535)
    wyoming_announce: bool | None = None
    wyoming_satellites: Listed = ()
    microphone: str | None = None
    microphone_area: str | None = None
    # running
    api: bool = True
    api_host: str = "127.0.0.1"
    api_port: int = Field(8321, ge=0, le=65_535)
    api_announce: bool | None = None
    api_rate_per_minute: int = Field(1200, ge=1, le=100_000)
    api_token: SecretStr | None = None
    api_tls_cert: Path | None = None
    api_tls_key: Path | None = None
    web: bool = True
    web_proxies: Listed = ()
    turn_timeout_s: float = Field(20, ge=1, le=600)
    conversation_idle_s: float = Field(1800, ge=10, le=86_400)
    confirm_wait_s: float = Field(2, ge=0.1, le=60)
    schedule_late_s: float = Field(60, ge=1, le=86_400)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"

    @field_validator("mqtt_url")
    @classmethod
    def _broker_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        try:
            BrokerSettings.from_url(value.get_secret_value())
        except BrokerAddressError as error:
            raise ValueError(f"{error.reason}; use mqtt://HOST[:PORT] or mqtts://HOST[:PORT]") from error
        return value

    @field_validator("home_assistant_url")
    @classmethod
    def _home_assistant_address(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                websocket_url(value)
            except HomeAssistantAddressError as error:
                raise ValueError(f"{error.reason}; use http://HOST:8123 or https://HOST") from error
        return value

    @field_validator("home_assistant_token")
    @classmethod
    def _token_is_one_word(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not token or any(not character.isprintable() or character.isspace() for character in token):
            raise ValueError("it is one long word without blanks, as Home Assistant shows it when it is made")
        return SecretStr(token)

    @field_validator("rasa_url")
    @classmethod
    def _http_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("use http://HOST:PORT")
        return value

    @field_validator("tts_url", "wyoming_wake_url")
    @classmethod
    def _wyoming_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme != "tcp" or urlsplit(value).port is None):
            raise ValueError("use tcp://HOST:PORT")
        return value

    @field_validator("wyoming_satellites")
    @classmethod
    def _satellite_addresses(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            where, _, address = value.partition("=")
            if not where.partition("/")[0] or urlsplit(address).scheme != "tcp" or urlsplit(address).port is None:
                raise ValueError("use AREA=tcp://HOST:PORT or AREA/PERSON=tcp://HOST:PORT for each satellite")
        return values

    @field_validator("database_url")
    @classmethod
    def _database_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        if value.get_secret_value().partition(":")[0].partition("+")[0] not in _DATABASE_SCHEMES:
            raise ValueError("use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
        return value

    @field_validator("language")
    @classmethod
    def _language_is_spoken(cls, value: str) -> str:
        from dialogue.language_data import languages  # noqa: PLC0415  only needed when settings are read

        if value not in languages():
            raise ValueError(f"the hub does not speak {value!r} yet, only {', '.join(languages())}")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str | None) -> str | None:
        if value is None:
            return None
        from zoneinfo import ZoneInfo  # noqa: PLC0415  only needed when the setting is

        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError("use a name such as Europe/Berlin") from error
        return value

    @model_validator(mode="after")
    def _certificate_has_key(self) -> Settings:
        if (self.mqtt_cert_file is None) != (self.mqtt_key_file is None):
            raise ValueError("mqtt_cert_file and mqtt_key_file belong together")
        return self

    @field_validator("web_proxies")
    @classmethod
    def _proxies_are_addresses(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            try:
                ip_network(value, strict=False)
            except ValueError as error:
                raise ValueError("use addresses or networks, such as 127.0.0.1 or 172.30.32.0/23") from error
        return values

    @model_validator(mode="after")
    def _api_certificate_has_key(self) -> Settings:
        if (self.api_tls_cert is None) != (self.api_tls_key is None):
            raise ValueError("api_tls_cert and api_tls_key belong together")
        return self

    @model_validator(mode="after")
    def _home_assistant_has_token(self) -> Settings:
        if (self.home_assistant_url is None) != (self.home_assistant_token is None):
            raise ValueError("home_assistant_url and home_assistant_token belong together")
        return self

    @model_validator(mode="after")
    def _wyoming_voice_has_address(self) -> Settings:
        if self.tts == "wyoming" and self.tts_url is None:
            raise ValueError("tts_url: tts = wyoming needs the address of the voice")
        return self

    def source_of(self, name: str) -> Source:
        """Where the value of a setting comes from."""
        return self._sources.get(name, "environment" if name in self.model_fields_set else "default")

    def is_told_at_start(self, name: str) -> bool:
        """Whether a setting was told at the start in a way that wins over the pages."""
        return self.source_of(name) in _TOLD_AT_START

    def changed(self, changes: Mapping[str, object]) -> Settings:
        """What these settings were at the start, with ``changes`` of the pages over them. Raises ``ConfigError``.

        What was told by the environment or on the command line stays, and so does what is no setting any more.
        """
        first = self._as_started or self
        values = dict(first)
        usable = {one: changes[one] for one in changes if one in values and not first.is_told_at_start(one)}
        try:
            settings = Settings(**{**values, **usable})
        except ValidationError as error:
            raise ConfigError(_explain(error)) from error
        settings._sources.update({one: first.source_of(one) for one in values} | dict.fromkeys(usable, "changed here"))
        settings._as_started = first
        return settings

    @property
    def home_assistant(self) -> HomeAssistantAccess | None:
        """The configured Home Assistant, if any."""
        if self.home_assistant_url is None or self.home_assistant_token is None:
            return None
        return HomeAssistantAccess.at(
            self.home_assistant_url,
            self.home_assistant_token.get_secret_value(),
            code=self.home_assistant_code.get_secret_value() if self.home_assistant_code else None,
            ca_file=self.home_assistant_ca_file,
        )

    @property
    def broker(self) -> BrokerSettings | None:
        """The configured broker; ``None`` when the hub is to have its own."""
        if self.mqtt_url is None:
            return None
        return BrokerSettings.from_url(
            self.mqtt_url.get_secret_value(),
            username=self.mqtt_username,
            password=self.mqtt_password.get_secret_value() if self.mqtt_password else None,
            ca_file=self.mqtt_ca_file,
            certificate_file=self.mqtt_cert_file,
            key_file=self.mqtt_key_file,
        )


def load_settings(config_file: Path | None = None, **overrides: object) -> Settings:
    """Settings from ``config_file`` (or the file that ``TEACHABLE_HUB_CONFIG`` names), what was changed on the pages,
    environment and overrides.

    ``overrides`` come from the command line and win over everything; those that are ``None`` count as not given.
    Raises ``ConfigError`` with one line for each setting that is wrong.
    """
    in_environment = {name.upper() for name, value in os.environ.items() if value}
    values: dict[str, Any] = {
        name: value
        for name, value in _read_toml(config_file).items()
        if (ENV_PREFIX + name).upper() not in in_environment
    }
    given = {name: value for name, value in overrides.items() if value is not None}
    sources: dict[str, Source] = {**dict.fromkeys(values, "file"), **dict.fromkeys(given, "command line")}
    try:
        settings = Settings(**{**values, **given})
    except ValidationError as error:
        raise ConfigError(_explain(error)) from error
    settings._sources.update(sources)  # noqa: SLF001 - told by whoever reads them
    changes = read_changes(settings.data_dir)
    return settings.changed(changes) if changes else settings


def unknown_variables(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Environment variables that look like settings but are none, as after a typing error."""
    known = {(ENV_PREFIX + name).upper() for name in Settings.model_fields} | {CONFIG_VARIABLE, SETUP_VARIABLE}
    return tuple(sorted(name for name in environment if name.startswith(ENV_PREFIX) and name not in known))


def prepare_data_dir(settings: Settings) -> Path:
    """Make the data folder, readable by its owner only. Raises ``ConfigError``."""
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigError(
            f"The data folder {folder} cannot be written ({error.strerror}). Set {ENV_PREFIX}DATA_DIR to one that can."
        ) from error
    return folder


def _read_toml(config_file: Path | None) -> Mapping[str, object]:
    named = config_file or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named is None:
        return {}
    try:
        return tomllib.loads(named.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"The settings file {named} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The settings file {named} is not valid TOML: {error}.") from error


def _explain(error: ValidationError) -> str:
    lines = []
    for fault in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in fault["loc"])
        message = re.sub(r"^Value error, ", "", fault["msg"])
        if fault["type"] == "extra_forbidden":
            message = "there is no such setting; docs/settings.md lists them"
        lines.append(f"{name}: {message}" if name else message)
    return "Settings are wrong. " + "; ".join(lines) + "."
