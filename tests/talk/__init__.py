"""Talk with the hub, written down as scenarios that anybody can read; see ``scenarios/README.md``."""
