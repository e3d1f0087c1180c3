"""The command line. Commands are imported when they are called, so ``--help`` answers at once."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from hub import event_loop

PROGRAM = "teachable-hub"


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="A hub for the home that is taught by talking to it. docs/cli.md describes each command.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (TOML)")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="data folder")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _conversation_commands(commands)
    _data_commands(commands)
    _household_commands(commands)
    _home_assistant_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 not possible now, 2 wrong use or settings."""
    args = build_parser().parse_args(arguments)
    try:
        module = importlib.import_module(f"hub.commands.{args.module}")
        return int(event_loop.run(getattr(module, args.run)(args)) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the person at the terminal gets a sentence, not a traceback
        return _explain(error)


def _explain(error: BaseException) -> int:
    from hub.commands.faults import explain  # noqa: PLC0415

    code, sentence = explain(error)
    print(f"{PROGRAM}: {sentence}", file=sys.stderr)  # noqa: T201
    return code


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no public name for it


def _add(commands: _Commands, name: str, module: str, run: str, help_text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text, description=help_text)
    command.set_defaults(module=module, run=run)
    return command


def _conversation_commands(commands: _Commands) -> None:
    run = _add(commands, "run", "run", "run", "run the hub, with a conversation in this terminal")
    run.add_argument("--serve", action="store_true", help="no conversation: run until stopped (for services)")
    run.add_argument("--home", type=Path, metavar="HOME.json", help="home file to simulate")
    run.add_argument("--area", help="room this terminal stands in")
    run.add_argument("--person", help="who speaks here")

    talk = _add(commands, "talk", "talk", "talk", "talk with a running hub, or with a simulated home")
    talk.add_argument("--home", type=Path, metavar="HOME.json", help="simulate this home instead; nothing is kept")
    talk.add_argument("--url", help="address of the hub's API")
    talk.add_argument("--area", help="room this terminal stands in")
    talk.add_argument("--person", help="who speaks here")
    talk.add_argument("--conversation", help="go on with this conversation")

    hear = _add(commands, "hear", "hear", "hear", "take a turn for each sound file")
    hear.add_argument("files", type=Path, metavar="FILE.wav", nargs="+")
    hear.add_argument("--home", type=Path, metavar="HOME.json", help="simulate this home instead; nothing is kept")
    hear.add_argument("--area", help="room the microphone stands in")
    hear.add_argument("--person", help="who speaks")
    hear.add_argument("--conversation", help="go on with this conversation")
    hear.add_argument("--model", type=Path, metavar="DIR", help="speech model")
    hear.add_argument("--json", action="store_true", help="one object a line")

    transcribe = _add(commands, "transcribe", "transcribe", "transcribe", "write down what is said in sound files")
    transcribe.add_argument("files", type=Path, metavar="FILE.wav", nargs="+")
    transcribe.add_argument("--home", type=Path, metavar="HOME.json", help="with the vocabulary of this home")
    transcribe.add_argument("--model", type=Path, metavar="DIR", help="speech model")
    transcribe.add_argument("--json", action="store_true", help="one object a line")
    transcribe.add_argument("--reference", type=Path, metavar="TABLE.tsv", help="what is said, to count the errors")

    _voice_commands(commands)

    simulate = _add(commands, "simulate", "simulate", "simulate", "put a home's devices on an MQTT broker")
    simulate.add_argument("home", type=Path, metavar="HOME.json")
    simulate.add_argument("--broker", metavar="URL", help="mqtt://HOST[:PORT]; otherwise the configured one")
    simulate.add_argument("--prefix", help="discovery prefix")

    replay = _add(commands, "replay", "replay", "replay", "play scenarios against a simulated home")
    replay.add_argument("gold", type=Path, metavar="GOLD.jsonl")
    replay.add_argument("--home", type=Path, metavar="HOME.json", help="home of the scenarios that name none")
    replay.add_argument("--out", type=Path, metavar="PRED.jsonl", required=True)
    replay.add_argument("--nlu", choices=("auto", "rasa", "embedded"), default="auto")


def _voice_commands(commands: _Commands) -> None:
    listen = _add(commands, "listen", "listen", "listen", "talk with the hub through this machine's microphone")
    listen.add_argument("--push", action="store_true", help="press Enter to speak, instead of the wake phrase")
    listen.add_argument("--microphone", metavar="DEVICE", help="name or number of the microphone")
    listen.add_argument("--home", type=Path, metavar="HOME.json", help="simulate this home instead; nothing is kept")
    listen.add_argument("--area", help="room the microphone stands in")
    listen.add_argument("--person", help="who speaks")
    listen.add_argument("--conversation", help="go on with this conversation")
    listen.add_argument("--model", type=Path, metavar="DIR", help="speech model")

    voice = commands.add_parser("voice", help="hearing: is it well?", description="Look after the hub's hearing.")
    below = voice.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    check = _add(below, "check", "voice_check", "check", "say whether the hub hears, how well and how fast")
    check.add_argument("--file", type=Path, metavar="FILE.wav", help="listen to this file, not to the microphone")
    check.add_argument("--microphone", metavar="DEVICE", help="name or number of the microphone")
    check.add_argument("--home", type=Path, metavar="HOME.json", help="simulate this home instead; nothing is kept")
    check.add_argument("--model", type=Path, metavar="DIR", help="speech model")
    fetch = _add(below, "fetch", "voice_fetch", "fetch", "fetch the official small speech model of a language")
    fetch.add_argument("--language", metavar="XX", help="otherwise the configured one")


def _data_commands(commands: _Commands) -> None:
    _add(commands, "check", "check", "check", "say what is wrong, and what to do about it")
    _add(commands, "migrate", "data", "migrate", "bring the database to this version")
    for name, run, help_text, place in (
        ("export", "export", "write what was taught to a file people can read", "target"),
        ("import", "import_", "take in what another hub exported", "source"),
        ("backup", "backup", "write a consistent copy of the database", "target"),
        ("restore", "restore", "put a backup in place of the database", "source"),
    ):
        nargs = "?" if name == "backup" else None
        command = _add(commands, name, "data", run, help_text)
        command.add_argument(place, type=Path, metavar="FOLDER|FILE" if name == "export" else "FILE", nargs=nargs)
        if name == "export":
            command.add_argument(
                "--format",
                choices=("json", "custom-sentences"),
                default="json",
                help="a file for another hub, or a folder for Home Assistant's configuration",
            )
    forget = _add(commands, "forget", "data", "forget", "remove for good what somebody said and taught")
    forget.add_argument("--person", help="id of the person")
    forget.add_argument("--since", type=_moment, metavar="TIME", help="local time, as 2026-01-31 or 2026-01-31T18:00")
    forget.add_argument("--until", type=_moment, metavar="TIME", help="local time")
    forget.add_argument("--all", action="store_true", dest="everything", help="everything")
    forget.add_argument("--yes", action="store_true", help="do not ask")


def _household_commands(commands: _Commands) -> None:
    schedules = _add(commands, "schedules", "household", "list_schedules", "list what is to be done later")
    schedules.add_argument("--all", action="store_true", dest="everything", help="also what is over")
    below = schedules.add_subparsers(dest="subcommand", metavar="SUBCOMMAND")
    cancel = _add(below, "cancel", "household", "cancel_schedule", "cancel one")
    cancel.add_argument("id", metavar="ID")

    token = commands.add_parser("token", help="access tokens of the API", description="Access tokens of the API.")
    below = token.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    create = _add(below, "create", "household", "create_token", "make a token and show it once")
    create.add_argument("name", metavar="NAME", help="what it is for")
    create.add_argument("--scope", choices=("read", "talk", "admin"), default="talk")
    _add(below, "list", "household", "list_tokens", "list tokens, without their secrets")
    revoke = _add(below, "revoke", "household", "revoke", "make a token useless")
    revoke.add_argument("id", metavar="ID")

    account = commands.add_parser("account", help="accounts of the web admin", description="Accounts of the web admin.")
    below = account.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    _add(below, "list", "accounts", "list_accounts", "list them")
    add = _add(below, "add", "accounts", "add_account", "make one; its password is made up and shown once")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=("admin", "adult", "child", "guest"), default="adult")
    password = _add(below, "password", "accounts", "new_password", "give one a new password, shown once")
    password.add_argument("name", metavar="NAME")
    remove = _add(below, "remove", "accounts", "remove_account", "remove one; the last may go, too")
    remove.add_argument("name", metavar="NAME")


def _home_assistant_commands(commands: _Commands) -> None:
    about = "put taught names and routines into Home Assistant, or take them back"
    home_assistant = commands.add_parser("home-assistant", help=about, description=about.capitalize() + ".")
    below = home_assistant.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    offer = _add(below, "offer", "offers", "offer", "offer taught names as aliases and routines as scenes or scripts")
    withdraw = _add(below, "withdraw", "offers", "withdraw", "take back what was offered")
    for command in (offer, withdraw):
        command.add_argument("--aliases", action="store_true", help="only names of things and rooms")
        command.add_argument("--scenes", action="store_true", help="only routines")
        command.add_argument("--dry-run", action="store_true", help="only say what would change")
        command.add_argument("--yes", action="store_true", help="do not ask")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 2026-01-31 or 2026-01-31T18:00") from None
    return moment.astimezone()
