"""AutoDM Hub: leads on Instagram get their direct message, once."""
