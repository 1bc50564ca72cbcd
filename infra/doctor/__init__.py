"""Looks at an account and its settings, changes nothing, and says what is wrong."""
