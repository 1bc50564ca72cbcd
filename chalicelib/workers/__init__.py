"""Ways in from queues, streams and timers."""
