"""What every command begins with: settings and logs."""

from __future__ import annotations

import argparse
import os
from contextlib import AbstractAsyncContextManager

from pydantic import SecretStr

from hub.bootstrap.keeping import open_store
from hub.config import Settings, load_settings, prepare_data_dir
from hub.logs import set_up_logs
from hub.storage.store import SqlStore


def settings_of(args: argparse.Namespace, *, log_file: bool = False, **overrides: object) -> Settings:
    """The settings for this command line, with the logs set up and new files kept private. Raises ``ConfigError``.

    ``log_file`` sends the logs to ``hub.log`` in the data folder, so that they do not run into a conversation.
    """
    settings = load_settings(args.config, data_dir=args.data_dir, **overrides)
    os.umask(0o077)
    secrets = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    stream = (prepare_data_dir(settings) / "hub.log").open("a", encoding="utf-8") if log_file else None
    set_up_logs(settings.log_level, secrets=secrets, stream=stream)
    return settings


def with_data(args: argparse.Namespace) -> Settings:
    """The settings for a command that needs the data folder, which is made where there is none."""
    settings = settings_of(args)
    prepare_data_dir(settings)
    return settings


def store_of(args: argparse.Namespace) -> AbstractAsyncContextManager[SqlStore]:
    """The open store of this command line's hub."""
    return open_store(with_data(args))
