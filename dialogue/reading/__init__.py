"""Reads sentences as requests: vocabulary, chunks, noun phrases, values, clauses."""
