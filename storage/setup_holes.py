"""Holes in the set-up: nothing the bot can mend, and each with what to do about it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from rules.absence import Roster
from rules.office import Office, Role, Team
from rules.sentence import Sentence
from rules.shipped import shipped
from rules.statute import Mark
from storage import absences, catalogue, people, schedule


def setup_holes(session: Session, office: Office, now: datetime) -> Iterator[Sentence]:
    """Every hole at `now` (aware); nothing when all is filled."""
    roster = absences.roster(session, office, now)
    for team in office.teams:
        yield from _of_people(session, team)
        yield from _nobody_there(roster, team, now)
    yield from _of_roles(session, office)
    if not office.roles.get(Role.JURIST):
        yield Sentence(
            "Der er ingen jurist i kontorfilen: Spørg juristen når ingen, og ingen jurist får besked om "
            "klager. Skriv juristen under [roles]."
        )
    if not catalogue.municipal(session):
        yield Sentence(
            "Kommunens egne frister er ikke lagt ind. Administratoren lægger tabellen ind på Hjem eller "
            "med python -m bot import catalogue."
        )
    off = _rules_off(office)
    if off:
        yield Sentence(
            "Regler i loven, der er slået fra, til kontorets jurist har bekræftet dem: {n}. Se dem med "
            "python -m bot rules.",
            n=off,
        )
    if schedule.last_run(session, "backup") is None:
        yield Sentence("Der er ikke taget nogen sikkerhedskopi endnu. Bed it om at tage en.")


def _nobody_there(roster: Roster, team: Team, now: datetime) -> Iterator[Sentence]:
    if roster.duty_of(team, now) is None:
        yield Sentence(
            "Ingen i {team} er på arbejde: hverken vagt, leder eller stedfortræder. Sæt en vagt på.",
            team=team.name,
        )
    elif not any(roster.at_work(one, now) for one in team.leads()):
        yield Sentence(
            "{team} har hverken leder eller stedfortræder på arbejde. Sæt en stedfortræder på med {command}.",
            team=team.name,
            command=roster.office.commands.absence,
        )


def _of_people(session: Session, team: Team) -> Iterator[Sentence]:
    for person in sorted(team.people()):
        yield from _stranger(session, person, team.name)
        if _closed(session, person):
            yield Sentence(
                "{person} i {team} har en lukket konto i Slack. Giv opkaldene til en anden med Flyt opkald, "
                "og ret kontorfilen.",
                person=person,
                team=team.name,
            )


def _of_roles(session: Session, office: Office) -> Iterator[Sentence]:
    """Named by the role's place in the office file: who holds a role need be in no team."""
    for role, held in office.roles.items():
        for person in sorted(held):
            place = f"roles.{role}"
            yield from _stranger(session, person, place)
            if _closed(session, person):
                yield Sentence(
                    "{person} i {place} har en lukket konto i Slack. Skriv en anden ind i kontorfilen.",
                    person=person,
                    place=place,
                )


def _stranger(session: Session, person: str, team: str) -> Iterator[Sentence]:
    known = people.person(session, person)
    if known is None:
        yield Sentence(
            "{person} i {team} findes ikke i Slack. Ret id'et i kontorfilen.", person=person, team=team
        )
    elif known.outsider:
        yield Sentence(
            "{person} i {team} er gæst i Slack og kan ikke bruge botten. Ret kontorfilen.",
            person=person,
            team=team,
        )


def _closed(session: Session, person: str) -> bool:
    """Whether it is a colleague's account, and shut."""
    known = people.person(session, person)
    return known is not None and not known.outsider and not known.active


def _rules_off(office: Office) -> int:
    return sum(rule.mark is Mark.RECALLED and rule.key not in office.deadlines.on for rule in shipped())
