"""The HTTP API under ``/api/v1``: a door to the same turn as every other."""
