"""The steps of the database schema; run by ``hub/storage/schema.py``."""
