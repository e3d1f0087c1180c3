"""From what was heard to the words that were meant."""
