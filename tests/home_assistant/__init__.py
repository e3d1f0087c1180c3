"""Tests against a real Home Assistant, started on loopback from its own environment."""
