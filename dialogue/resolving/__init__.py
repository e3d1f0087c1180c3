"""Finding what is meant: by phrases, by pronouns, by what a thing can do, and what comes of it."""
