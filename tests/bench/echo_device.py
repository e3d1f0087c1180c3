"""The least that a device on a broker can do: says what it was told, with paho and nothing else."""

from __future__ import annotations

import sys
from typing import Any

import paho.mqtt.client as paho

from tests.bench.mqtt_loop import COMMAND, STATE, bare_client


def main() -> None:
    """Echo until the broker is gone: ``python -m tests.bench.echo_device HOST PORT``."""
    client = bare_client()

    def echo(device: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:  # noqa: ANN401 - paho's signature
        device.publish(STATE, message.payload, retain=True)

    client.on_message = echo
    client.connect(sys.argv[1], int(sys.argv[2]))
    client.subscribe(COMMAND)
    print("ready", flush=True)
    client.loop_forever(retry_first_connection=False)


if __name__ == "__main__":
    main()
