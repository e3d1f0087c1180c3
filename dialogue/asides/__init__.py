"""What is said beside a request: comments, reasons, words to others in the room."""
