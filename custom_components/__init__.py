"""What other programs load; imports nothing of the hub."""
