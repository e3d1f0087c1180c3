"""The voice of the hub: sound in and out, when somebody speaks, and the places where they do."""
