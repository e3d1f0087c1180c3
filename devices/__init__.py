"""The home and the ways to it."""
