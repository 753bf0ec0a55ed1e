"""Invented worlds: one module per business says what its world is; the machinery is shared."""
