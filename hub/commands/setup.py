"""What every command begins with: settings and logs."""

from __future__ import annotations

import argparse
import os

from pydantic import SecretStr

from hub.config import Settings, load_settings
from hub.logs import set_up_logs


def settings_of(args: argparse.Namespace, **overrides: object) -> Settings:
    """The settings for this command line, with the logs set up and new files kept private. Raises ``ConfigError``."""
    settings = load_settings(args.config, data_dir=args.data_dir, **overrides)
    os.umask(0o077)
    secrets = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    set_up_logs(settings.log_level, secrets=secrets)
    return settings
