"""Reads questions about the home, and answers them from its state."""
