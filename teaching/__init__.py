"""What this household means by its words, and how it is learnt."""
