"""The parts of deciding about a turn: act, ask, set for later, repeat, or leave alone."""
