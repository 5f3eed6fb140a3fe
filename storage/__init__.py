"""What the bot remembers: models, and one function per use case."""
