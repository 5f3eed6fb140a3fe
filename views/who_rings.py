"""Who has a call now, said to whoever tells a waiting citizen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.worklist import WorkItem
from views.blocks import inert
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Hands:
    """The names a call can be in the hands of.

    `team_names` by key; `stand_ins` by the number of the call, where its owner is away.
    """

    team_names: Mapping[str, str]
    stand_ins: Mapping[int, str] = field(default_factory=dict)


def who_rings(t: Texts, item: WorkItem, hands: Hands) -> str:
    """The one name to say: the stand-in's, the owner's, or the team's."""
    team = hands.team_names.get(item.team_key, t("teamet"))
    return inert(hands.stand_ins.get(item.number) or item.owner_name or team)


def in_whose_hands(t: Texts, item: WorkItem, hands: Hands) -> str:
    """ "Maja Lund for Karim Aziz" while the owner is away, else as `who_rings`."""
    who = who_rings(t, item, hands)
    if item.number not in hands.stand_ins or not item.owner_name:
        return who
    return t("{who} for {away}", who=who, away=inert(item.owner_name))


def instead(t: Texts, away: str, who: str) -> str:
    """Why the name is not the owner's."""
    return t("{away} er væk; {who} ringer i stedet.", away=inert(away), who=inert(who))
