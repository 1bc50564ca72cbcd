"""The rules: no network, no clock, no chance."""
