"""A citizen who rings again while a call is open."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

from storage.models import Callback
from tests.calls import agreed, at, call
from tests.statements import asked
from tests.world import FIVE_FIELDS, World, text_of
from tests.world import world as make_world


def repeats(world: World, number: int) -> int:
    with world.parts.database.read() as session:
        return session.get_one(Callback, number).repeat_calls


def ring_again(world: World, by: str = "RIKKE", text: str = "22334455") -> None:
    """The shortest way: the number and nothing else."""
    world.visitor(by).command(f"/callback {text}")


def test_the_receptionist_sees_owner_and_promise_at_once(lite_world: World) -> None:
    lite_world.log()
    ring_again(lite_world)
    shown = text_of(lite_world.modal("RIKKE"))
    assert (
        "Der er allerede et åbent opkald fra nummeret: nr. 1, Karim Aziz, ikke ringet endnu, lovet senest"
        in shown
    )


def test_one_press_notes_it_and_makes_no_second_call(world: World) -> None:
    number = world.log()
    ring_again(world)
    rikke = world.visitor("RIKKE")
    rikke.submit(world.modal("RIKKE"), {})
    assert "Noteret på nr. 1: ringet igen 1 gang. Karim Aziz ringer senest" in text_of(rikke.modal())
    assert (world.count(), repeats(world, number)) == (1, 1)


def test_whoever_stands_in_is_named_before_and_after(lite_world: World) -> None:
    lite_world.log()
    lite_world.visitor("KARIM").command("/absence i dag-1/12 @peter")
    ring_again(lite_world)
    form = lite_world.modal("RIKKE")
    assert "nr. 1, Peter Dam for Karim Aziz, ikke ringet endnu" in text_of(form)
    lite_world.visitor("RIKKE").submit(form, {})
    said = text_of(lite_world.visitor("RIKKE").modal())
    assert "Peter Dam ringer senest mandag 30. november kl. 11." in said
    assert said.endswith("Karim Aziz er væk; Peter Dam ringer i stedet.")


def noted_again(world: World) -> str:
    ring_again(world)
    world.visitor("RIKKE").submit(world.modal("RIKKE"), {})
    return text_of(world.visitor("RIKKE").modal())


def test_a_time_agreed_with_the_citizen_is_what_is_read_aloud(lite_world: World) -> None:
    agreed(lite_world, lite_world.log(), at(27, 10))
    said = noted_again(lite_world)
    assert said.endswith("ringet igen 1 gang. Aftalt: Karim Aziz ringer fredag 27. november kl. 10.")


def test_a_promise_that_has_passed_is_not_given_again(lite_world: World) -> None:
    lite_world.log()
    lite_world.slack.clock.move_to(at(1, 9, month=12))
    said = noted_again(lite_world)
    assert said.endswith("Fristen var mandag 30. november kl. 11; Karim Aziz har opkaldet.")


def test_a_second_delivery_counts_once(lite_world: World) -> None:
    number = lite_world.log()
    ring_again(lite_world)
    form = lite_world.modal("RIKKE")
    lite_world.slack.disturb(duplicate_envelopes=1)
    lite_world.visitor("RIKKE").submit(form, {})
    assert repeats(lite_world, number) == 1


def test_another_matter_is_logged_as_a_call_of_its_own(lite_world: World) -> None:
    lite_world.log()
    assert lite_world.log(name="Jens Hansen", topic="klage") == 2


def test_the_full_form_offers_it_too_and_keeps_what_was_typed(lite_world: World) -> None:
    lite_world.log()
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/callback")
    form = lite_world.modal("RIKKE")
    rikke.suggest(form, "whom", "")
    rikke.submit(form, FIVE_FIELDS | {"note": "Ringer om brevet"})
    offered = rikke.modal()
    assert offered["title"] == "Ringer igen"
    note = next(block for block in offered["blocks"] if block["block_id"] == "note")
    assert note["element"]["initial_value"] == "Ringer om brevet"


def test_the_owner_is_told_once_a_day_and_the_order_is_raised(lite_world: World) -> None:
    lite_world.log()
    lite_world.log(phone="43 57 11 11")
    lite_world.tick()
    lite_world.advance(timedelta(minutes=20))
    for _ in range(3):
        ring_again(lite_world, text="43571111")
        lite_world.visitor("RIKKE").submit(lite_world.modal("RIKKE"), {})
        lite_world.visitor("RIKKE").close(lite_world.visitor("RIKKE").modal())
        lite_world.advance(timedelta(minutes=20))
    told = [one for one in lite_world.dms("KARIM") if "har ringet igen" in text_of(one)]
    assert len(told) == 1
    listed = text_of(lite_world.dms("KARIM")[0])
    assert listed.index("Nr. 2") < listed.index("Nr. 1 ")
    assert "ringede igen, 3 gange" in listed


def test_without_a_number_nobody_is_the_same(lite_world: World) -> None:
    lite_world.log(phone="ringer selv igen")
    assert lite_world.log(phone="hemmeligt nummer") == 2


def test_once_answered_a_new_call_is_a_new_matter(lite_world: World) -> None:
    lite_world.log()
    lite_world.tick()
    lite_world.visitor("KARIM").press(lite_world.dms("KARIM")[0], "callback_spoke")
    lite_world.settle()
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/callback @karim 22 33 44 55")
    lite_world.settle()
    assert lite_world.count() == 2


def test_two_receptionists_writing_down_one_call_make_one_item(world: World) -> None:
    forms = {}
    for who in ("RIKKE", "MAJA"):
        world.visitor(who).command("/callback")
        forms[who] = world.modal(who)
        world.visitor(who).suggest(forms[who], "whom", "")
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda who: world.visitor(who).submit(forms[who], FIVE_FIELDS), forms))
    assert world.count() == 1
    # Whoever came second is shown the first one's, with what they typed below it.
    shown = [text_of(world.visitor(who).modal()) for who in forms]
    assert sum("Der er allerede et åbent opkald fra nummeret: nr. 1" in one for one in shown) == 1


def test_a_number_is_looked_up_by_itself_and_not_among_all_that_is_open(sqlite_url: str) -> None:
    with make_world(sqlite_url) as world, asked(world.parts.database) as statements:
        world.log()
        (search,) = [one for one in statements if "callback.phone_hash IN" in one]
        filled = re.sub(r"\?", "'x'", search)
        with world.parts.database.read() as session:
            plan = [str(row[3]) for row in session.execute(text(f"EXPLAIN QUERY PLAN {filled}"))]
    assert "SEARCH callback USING COVERING INDEX ix_callback_phone_hash (phone_hash=?)" in plan
    assert "SEARCH deadline USING INTEGER PRIMARY KEY (rowid=?)" in plan


def test_somebody_without_a_role_is_shown_nothing(lite_world: World) -> None:
    lite_world.log()
    lite_world.visitor("OTTO").command("/callback 22334455")
    lite_world.settle()
    assert lite_world.visitor("OTTO").modals() == []


def test_an_agreed_time_that_has_passed_is_not_promised_anew(lite_world: World) -> None:
    agreed(lite_world, lite_world.log(), at(27, 10))
    lite_world.move_to(at(27, 12))
    assert "Det var aftalt fredag 27. november kl. 10; Karim Aziz har opkaldet." in noted_again(lite_world)


def test_with_nobody_at_work_no_team_is_said_to_ring_instead(lite_world: World) -> None:
    lite_world.log()
    for one in ("KARIM", "MAJA", "PETER", "LONE", "BENT"):
        lite_world.visitor(one).command("/absence i dag-1/12")
    assert "ringer i stedet" not in noted_again(lite_world)


def test_a_number_put_right_is_said_to_be_another(lite_world: World) -> None:
    number = lite_world.log()
    ring_again(lite_world)
    answer = lite_world.visitor("RIKKE").submit(lite_world.modal("RIKKE"), {"phone": "22 33 44 56"})
    assert "Nr. 1 kom fra et andet telefonnummer end det, der står her nu." in str(answer)
    assert (lite_world.count(), repeats(lite_world, number)) == (1, 0)


def test_a_number_that_became_none_is_said_to_be_another(lite_world: World) -> None:
    number = lite_world.log()
    ring_again(lite_world)
    answer = lite_world.visitor("RIKKE").submit(lite_world.modal("RIKKE"), {"phone": "ringer selv igen"})
    assert "Nr. 1 kom fra et andet telefonnummer end det, der står her nu." in str(answer)
    assert (lite_world.count(), repeats(lite_world, number)) == (1, 0)


def test_what_is_not_shown_of_many_open_ones_is_counted(lite_world: World) -> None:
    for _ in range(6):
        lite_world.advance(timedelta(minutes=2))
        call(lite_world)
    ring_again(lite_world)
    assert "… og 1 til." in text_of(lite_world.modal("RIKKE"))
