"""The web admin: pages on which a household sees, corrects and owns what the hub has learned."""
