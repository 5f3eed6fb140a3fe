"""The kinds of message the registers send, and whose hours each keeps."""

from rules.office import Office, Team

PLAN = "plan"  # once a month to an initiative's owner
SAMPLE = "sample"  # a month's decisions are drawn, to those who review them
TRIAL = "trial"  # a trial's study date has come, to its owner
PULSE = "pulse"  # the month's two questions
# Each keeps for later when it may not be sent now, and waits for whoever is away: nobody answers for them.
KINDS = (PLAN, SAMPLE, TRIAL, PULSE)


def team_of(office: Office, person: str) -> Team:
    """Whose hours a message to them keeps: their own team's, else the office's first."""
    return (*office.teams_of(person), *office.teams)[0]
