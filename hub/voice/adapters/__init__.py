"""Voices that speak: programs and servers behind the port ``Synthesiser``."""
