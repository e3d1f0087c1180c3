"""Composes a hub out of its parts: the only place that names adapters."""

from hub.bootstrap.composition import composed
from hub.bootstrap.home import demo_home_file
from hub.bootstrap.keeping import derived_stores, open_store, store_address

__all__ = ["composed", "demo_home_file", "derived_stores", "open_store", "store_address"]
