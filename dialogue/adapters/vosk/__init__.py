"""Vosk as the hub's recogniser, in a process of its own: what crashes in native code must not take the hub along."""
