"""The bench: what a turn, a lesson and a start cost, each beside a peer or a bare baseline in the same run."""
