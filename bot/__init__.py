"""The front door: settings, composition, command line, and the local workspace."""

VERSION = "0.1.0"
