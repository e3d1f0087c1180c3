"""Starts a real Home Assistant for trying and for the tests: on loopback, set up by script, nothing from the internet.

It runs in an environment of its own (``.venv-home-assistant``) and is talked to over REST and its WebSocket.
"""
