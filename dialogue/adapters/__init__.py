"""Statistical interpreters behind ``dialogue.ports.IntentParser``."""
