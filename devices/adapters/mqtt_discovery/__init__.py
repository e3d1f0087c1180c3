"""Home Assistant's MQTT discovery, read the way Home Assistant reads it."""
