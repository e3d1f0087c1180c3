"""The component for Home Assistant; run by ``tests/component/run`` in Home Assistant's environment."""
