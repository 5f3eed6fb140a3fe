"""What people ask of the bot: one file per command or surface."""
