"""The running program: composition, storage, web, satellites."""
