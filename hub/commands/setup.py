"""What every command begins with: settings and logs."""

from __future__ import annotations

import argparse
import os

from pydantic import SecretStr

from hub.config import Settings, load_settings, prepare_data_dir
from hub.logs import set_up_logs


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
