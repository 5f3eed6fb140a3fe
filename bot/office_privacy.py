"""Reads `[retention]` and `[audit]` of the office file: how long things are kept, and spot checks."""

from bot.office_toml import Table
from rules.retention import Retention

DEFAULT = Retention()


def read_retention(table: Table) -> Retention:
    """How long each kind of thing is kept."""
    kept = Retention(
        callback_days=table.number("callback_days", DEFAULT.callback_days, least=1, most=365),
        deadline_months=table.number("deadline_months", DEFAULT.deadline_months, least=1, most=120),
        audit_months=table.number("audit_months", DEFAULT.audit_months, least=6, most=120),
        trace_days=table.number("trace_days", DEFAULT.trace_days, least=30, most=730),
    )
    table.refuse_the_rest()
    return kept


def read_spot_check(table: Table) -> int:
    """How many reads the auditor is asked about each month; 0 for none."""
    number = table.number("spot_check", 10, least=0, most=20)
    table.refuse_the_rest()
    return number
