"""A key of our own in discovery payloads; others drop it as unknown."""

ATTRIBUTE_KEY = "teachable_hub_attribute"
"""Names the attribute of its device that a component is, where its name would not tell."""
