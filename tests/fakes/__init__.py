"""Small working stand-ins for everything outside, and a world that runs the real actions on them."""
