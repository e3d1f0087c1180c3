"""The ways to real and simulated devices."""
