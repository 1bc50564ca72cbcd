"""The product's figures: one file per question."""
