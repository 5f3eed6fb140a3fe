"""When ringing back has been tried enough for the owner to choose how it ends (domain.md §5)."""

# Three unanswered attempts on one busy morning say little about a citizen's week.
ENOUGH_ATTEMPTS = 3
ENOUGH_DAYS = 2


def may_end(attempts: int, days: int, *, wrong_number: bool) -> bool:
    """Whether a call may end without contact: tried often enough, on more than one day, or on no real number.

    `days` are the days of the office's calendar the attempts lie on. Nothing ends by itself: this only
    says that the owner is asked.
    """
    return wrong_number or (attempts >= ENOUGH_ATTEMPTS and days >= ENOUGH_DAYS)
