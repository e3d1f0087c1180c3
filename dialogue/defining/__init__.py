"""Reading what a word is said to mean, one module for each kind of meaning."""
