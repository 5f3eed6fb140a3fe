"""Whom a command is about: a number or a case reference, never needed on the command line itself."""

import sys
from dataclasses import dataclass

import typer
from sqlalchemy.orm import Session

from bot.settings import SettingsError
from rules.case_ref import case_ref
from rules.phone import parse_phone
from storage import tracing
from storage.vault import Vault

# What is written after a command stays in the shell's history; a dash asks for it instead.
ASK = "-"


@dataclass(frozen=True, slots=True, repr=False)
class Whom:
    """One of the two, as it is stored; the other is empty."""

    phone: str = ""
    case: str = ""

    def numbers(self, session: Session, vault: Vault) -> list[int]:
        """The items that are about them."""
        if self.phone:
            return tracing.by_phone(session, vault, self.phone)
        return tracing.by_case(session, vault, self.case)


def whom(phone: str, case: str) -> Whom:
    """What was given, asked for where it is a dash. Raises `SettingsError`, `BadPhone` and of `case_ref`."""
    if bool(phone) == bool(case):
        raise SettingsError(
            "Skriv enten --phone eller --case. En streg (-) spørger, så det ikke står i historikken."
        )
    if phone:
        return Whom(phone=parse_phone(_asked("Telefonnummer", phone)))
    return Whom(case=_named(_asked("Sagsnummer", case)))


def _named(written: str) -> str:
    reference = case_ref(written)
    if not reference:
        raise SettingsError("Sagsnummeret mangler. Skriv det, som det står i fagsystemet.")
    return reference


def _asked(what: str, given: str) -> str:
    if given != ASK:
        return given
    if sys.stdin.isatty():
        answer: str = typer.prompt(what, err=True)
        return answer
    return sys.stdin.readline().strip()
