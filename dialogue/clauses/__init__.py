"""Reading one segment of a sentence as a command: a part for the verb, for phrases, for what is unknown, and so on."""
