"""Measures: pure functions from a table and column names to a table; nothing given to them is changed."""
