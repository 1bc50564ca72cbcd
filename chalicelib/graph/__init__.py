"""Meta: the only place that knows its URLs, fields and numbers."""
