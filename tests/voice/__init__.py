"""The voice of the hub."""
