"""The way to the devices that a Home Assistant has, over its WebSocket API."""
