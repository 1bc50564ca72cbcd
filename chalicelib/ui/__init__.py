"""How pages look: templates, styles, one script, and the words and icons of each status."""
