"""What is said about words: teaching, changing, explaining, forgetting, undoing them, and the plans of the hub."""
