"""What the hub keeps: concepts, dialogue states, schedules, people, the journal and access tokens, in SQL."""
