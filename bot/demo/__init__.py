"""A local Slack workspace: the demo, and the tests' fake Slack."""
