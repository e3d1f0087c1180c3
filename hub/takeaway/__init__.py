"""What was taught, in Home Assistant's words: to be taken along, or offered to it."""
