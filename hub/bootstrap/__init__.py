"""Composes a hub out of its parts: the only place that names adapters."""
