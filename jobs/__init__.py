"""What the bot does by the clock: one tick built of small steps."""
