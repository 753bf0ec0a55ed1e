"""What a column holds: a vocabulary of headers in many languages, the look of values, an inventory from both."""
