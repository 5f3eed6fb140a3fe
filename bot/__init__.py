"""The front door: settings, composition, command line, and the local workspace."""
