"""Back from an absence: the day's list, with one line on what happened, once."""

from tests.calls import at, call, lists, noted, spoke
from tests.test_absence import absent
from tests.world import World, text_of

WHILE_AWAY = "Mens du var væk, kom der 2 opkald til dig. Kolleger fik fat i 1, og 1 venter på dig."


def away_over_the_weekend(world: World) -> None:
    """Karim is away on Thursday and Friday; of two calls Peter answers one."""
    absent(world, "KARIM", "i dag-27/11 @peter")
    answered = call(world)
    call(world)
    world.tick()
    spoke(world, answered, by="PETER")
    noted(world, answered, by="PETER")
    world.move_to(at(27, 8, 15))
    world.move_to(at(28, 0, 1))


def test_the_first_list_says_what_happened(world: World) -> None:
    away_over_the_weekend(world)
    assert world.dms("KARIM") == []
    world.move_to(at(30, 8, 15))
    (message,) = world.dms("KARIM")
    assert WHILE_AWAY in text_of(message)
    assert "Nr. 2" in text_of(message)


def test_the_next_one_does_not(lite_world: World) -> None:
    away_over_the_weekend(lite_world)
    lite_world.move_to(at(30, 8, 15))
    lite_world.move_to(at(1, 8, 15, month=12))
    newest = lists(lite_world.dms("KARIM"))[-1]
    assert "Mens du var væk" not in text_of(newest)


def test_the_line_stays_when_the_list_is_redrawn(lite_world: World) -> None:
    away_over_the_weekend(lite_world)
    lite_world.move_to(at(30, 8, 15))
    spoke(lite_world, 2)
    lite_world.tick()
    assert "Mens du var væk" in text_of(lists(lite_world.dms("KARIM"))[0])


def test_after_a_half_day_the_list_comes_at_noon(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag formiddag @peter")
    call(lite_world)
    lite_world.move_to(at(26, 11, 59))
    assert lite_world.dms("KARIM") == []
    lite_world.move_to(at(26, 12))
    (message,) = lite_world.dms("KARIM")
    assert "kom der 1 opkald til dig" in text_of(message)


def test_nothing_is_said_when_nothing_happened(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag @peter")
    lite_world.move_to(at(27, 8, 15))
    assert lite_world.dms("KARIM") == []


def test_whoever_is_away_again_hears_nothing_yet(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag @peter")
    absent(lite_world, "KARIM", "27/11 @peter")
    call(lite_world)
    lite_world.move_to(at(27, 8, 15))
    assert lite_world.dms("KARIM") == []


def test_an_ended_absence_is_a_return_too(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag-1/12 @peter")
    call(lite_world)
    lite_world.tick()
    absent(lite_world, "KARIM", "slut")
    lite_world.tick()
    assert "Mens du var væk" in text_of(lite_world.dms("KARIM")[-1])


def test_status_says_when_a_team_has_nobody_left(lite_world: World) -> None:
    for user in ("KARIM", "MAJA", "PETER", "LONE", "BENT"):
        absent(lite_world, user, "i dag")
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/status", "C0VOKSENA")
    assert "Ingen i Voksenteam A er på arbejde" in text_of(rikke.messages("C0VOKSENA")[-1])
