"""farmers_consortium: what happens there (world.py), what it means (dictionary.toml), its words (words.toml)."""
