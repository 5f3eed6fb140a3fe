"""The vault: what it seals opens only in its own place, with its own keys, and nothing tells a key."""

import base64
import copy
import pickle
import string
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import FristvagtError
from storage.vault import (
    MalformedKeyError,
    NoKeyError,
    NotSealedError,
    RepeatedKeyError,
    TamperedError,
    UnknownKeyError,
    Vault,
    VaultError,
    generate_key,
    key_id_of,
)

OLD_KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
NEW_KEY = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()
PLACE = {"table": "callback", "column": "name", "row": "17"}
any_text = st.text(st.characters(codec=None, exclude_categories=()))
texts = st.one_of(st.text(), any_text)
names = st.text(max_size=20)


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault.from_keys([OLD_KEY])


@pytest.fixture(scope="module")
def rotated() -> Vault:
    return Vault.from_keys([NEW_KEY, OLD_KEY])


@given(text=texts)
def test_what_is_sealed_opens_again_letter_by_letter(vault: Vault, text: str) -> None:
    assert vault.open(vault.seal(text, **PLACE), **PLACE) == text


def test_sealing_the_same_name_twice_gives_different_bytes(vault: Vault) -> None:
    assert vault.seal("Jens Hansen", **PLACE) != vault.seal("Jens Hansen", **PLACE)


def test_the_sealed_bytes_do_not_hold_the_text(vault: Vault) -> None:
    assert b"Jens" not in vault.seal("Jens Hansen", **PLACE)


@pytest.mark.parametrize("part", ["table", "column", "row"])
def test_a_sealed_name_moved_to_another_place_does_not_open(vault: Vault, part: str) -> None:
    sealed = vault.seal("Jens Hansen", **PLACE)
    with pytest.raises(TamperedError):
        vault.open(sealed, **{**PLACE, part: "another"})


@given(here=st.tuples(names, names, names), there=st.tuples(names, names, names))
def test_no_two_places_are_taken_for_one_another(
    vault: Vault, here: tuple[str, str, str], there: tuple[str, str, str]
) -> None:
    sealed = vault.seal("Jens", table=here[0], column=here[1], row=here[2])
    if here == there:
        assert vault.open(sealed, table=there[0], column=there[1], row=there[2]) == "Jens"
    else:
        with pytest.raises(TamperedError):
            vault.open(sealed, table=there[0], column=there[1], row=there[2])


@pytest.mark.parametrize(
    "place",
    [
        {"table": "callbackname", "column": "", "row": "17"},
        {"table": "callback", "column": "name1", "row": "7"},
    ],
)
def test_a_boundary_shifted_between_table_column_and_row_is_another_place(
    vault: Vault, place: dict[str, str]
) -> None:
    with pytest.raises(TamperedError):
        vault.open(vault.seal("Jens", **PLACE), **place)


@given(data=st.data(), text=st.text(max_size=40))
def test_any_single_changed_bit_is_noticed(vault: Vault, data: st.DataObject, text: str) -> None:
    sealed = bytearray(vault.seal(text, **PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultError):
        vault.open(bytes(sealed), **PLACE)


@given(length=st.integers(0, 100))
def test_a_cut_off_value_is_noticed(vault: Vault, length: int) -> None:
    sealed = vault.seal("x" * 80, **PLACE)
    with pytest.raises(VaultError):
        vault.open(sealed[:length], **PLACE)


@given(junk=st.binary(max_size=80))
def test_bytes_that_were_never_sealed_raise_a_vault_error(vault: Vault, junk: bytes) -> None:
    with pytest.raises(VaultError):
        vault.open(junk, **PLACE)


def test_a_value_of_an_unknown_format_version_says_that_this_release_cannot_read_it(vault: Vault) -> None:
    sealed = vault.seal("Jens", **PLACE)
    with pytest.raises(NotSealedError, match="denne udgave"):
        vault.open(b"\x02" + sealed[1:], **PLACE)


def test_a_missing_key_is_named_by_its_id(vault: Vault) -> None:
    sealed = vault.seal("Jens", **PLACE)
    with pytest.raises(UnknownKeyError, match=f"nøglen {vault.writing_key_id}"):
        Vault.from_keys([NEW_KEY]).open(sealed, **PLACE)


def test_the_sentence_about_a_moved_value_says_where_and_nothing_of_the_content(vault: Vault) -> None:
    sealed = vault.seal("Jens Hansen", **PLACE)
    with pytest.raises(TamperedError, match=r"callback\.phone, række 17") as caught:
        vault.open(sealed, table="callback", column="phone", row="17")
    assert "Jens" not in "".join(traceback.format_exception(caught.value))


class TestRotation:
    def test_after_rotation_old_values_still_open(self, vault: Vault, rotated: Vault) -> None:
        assert rotated.open(vault.seal("Jens", **PLACE), **PLACE) == "Jens"

    def test_after_rotation_new_values_are_sealed_with_the_first_key(self, rotated: Vault) -> None:
        sealed = rotated.seal("Jens", **PLACE)
        assert Vault.from_keys([NEW_KEY]).open(sealed, **PLACE) == "Jens"

    def test_only_values_of_older_keys_need_resealing(self, vault: Vault, rotated: Vault) -> None:
        old, new = vault.seal("Jens", **PLACE), rotated.seal("Jens", **PLACE)
        assert (rotated.reseal_needed(old), rotated.reseal_needed(new)) == (True, False)

    def test_a_value_of_a_dropped_key_is_reported_not_called_fresh(self, vault: Vault) -> None:
        with pytest.raises(UnknownKeyError):
            Vault.from_keys([NEW_KEY]).reseal_needed(vault.seal("Jens", **PLACE))

    def test_key_ids_come_with_the_writing_key_first(self, vault: Vault, rotated: Vault) -> None:
        new_id = Vault.from_keys([NEW_KEY]).writing_key_id
        assert rotated.key_ids == (new_id, vault.writing_key_id)
        assert rotated.writing_key_id == new_id

    def test_the_key_that_sealed_a_value_can_be_read_off_it(self, vault: Vault) -> None:
        assert key_id_of(vault.seal("Jens", **PLACE)) == vault.writing_key_id

    def test_a_fingerprint_stored_before_rotation_is_among_those_looked_up_after(
        self, vault: Vault, rotated: Vault
    ) -> None:
        stored = vault.fingerprint("+4522334455", purpose="phone")
        assert stored in rotated.fingerprints("+4522334455", purpose="phone")

    def test_the_fingerprint_written_is_the_first_one_looked_up(self, rotated: Vault) -> None:
        first, *_rest = rotated.fingerprints("+4522334455", purpose="phone")
        assert first == rotated.fingerprint("+4522334455", purpose="phone")


class TestFingerprints:
    @given(one=texts, other=texts)
    def test_texts_have_the_same_fingerprint_only_when_they_are_the_same(
        self, vault: Vault, one: str, other: str
    ) -> None:
        same = vault.fingerprint(one, purpose="phone") == vault.fingerprint(other, purpose="phone")
        assert same == (one == other)

    def test_the_same_text_for_two_purposes_cannot_be_matched(self, vault: Vault) -> None:
        as_phone = vault.fingerprint("+4522334455", purpose="phone")
        assert as_phone != vault.fingerprint("+4522334455", purpose="case")

    def test_a_purpose_that_runs_into_the_text_is_another_fingerprint(self, vault: Vault) -> None:
        assert vault.fingerprint("bc", purpose="a") != vault.fingerprint("c", purpose="ab")

    def test_a_fingerprint_tells_nothing_without_the_key(self, vault: Vault) -> None:
        other = Vault.from_keys([NEW_KEY])
        assert vault.fingerprint("Jens", purpose="name") != other.fingerprint("Jens", purpose="name")

    def test_a_fingerprint_is_thirty_two_bytes(self, vault: Vault) -> None:
        assert len(vault.fingerprint("Jens", purpose="name")) == 32


class TestKeys:
    def test_without_a_key_the_vault_refuses_and_says_what_to_do(self) -> None:
        with pytest.raises(NoKeyError, match="Lav en nøgle"):
            Vault.from_keys([])

    @pytest.mark.parametrize(
        "bad",
        [
            "",
            " ",
            "hemmelig",
            OLD_KEY[:-2],
            OLD_KEY + "A",
            "!" + OLD_KEY[1:],
            OLD_KEY[:20] + "æ" + OLD_KEY[21:],
        ],
    )
    def test_a_malformed_key_is_named_by_its_number_and_never_quoted(self, bad: str) -> None:
        with pytest.raises(MalformedKeyError, match="nummer 2") as caught:
            Vault.from_keys([NEW_KEY, bad])
        shown = "".join(traceback.format_exception(caught.value))
        assert not bad.strip() or bad not in shown

    @given(text=st.text(string.printable, max_size=42))
    def test_no_text_shorter_than_a_key_is_taken_for_one(self, text: str) -> None:
        with pytest.raises(MalformedKeyError, match="nummer 1"):
            Vault.from_keys([text])

    def test_a_key_works_with_the_line_break_and_without_the_padding_of_a_secret_file(
        self, vault: Vault
    ) -> None:
        assert Vault.from_keys([OLD_KEY + "\n"]).key_ids == vault.key_ids
        assert Vault.from_keys([OLD_KEY.rstrip("=")]).key_ids == vault.key_ids

    def test_the_same_key_given_twice_is_refused_as_a_rotation_that_did_not_happen(self) -> None:
        with pytest.raises(RepeatedKeyError, match="nummer 3 er den samme som nummer 1"):
            Vault.from_keys([OLD_KEY, NEW_KEY, OLD_KEY])

    def test_every_generated_key_is_new_and_usable(self) -> None:
        keys = [generate_key() for _ in range(20)]
        assert len(Vault.from_keys(keys).key_ids) == 20

    def test_every_vault_error_is_an_error_of_the_house(self) -> None:
        assert issubclass(VaultError, FristvagtError)


class TestSecrecy:
    def test_printing_a_vault_shows_key_ids_and_no_key(self, rotated: Vault) -> None:
        shown = f"{rotated!r} {rotated!s} {vars(rotated)!r}"
        assert rotated.writing_key_id in shown
        for key in (OLD_KEY, NEW_KEY):
            assert key.rstrip("=") not in shown

    def test_the_inside_of_a_vault_prints_no_derived_key_either(self, vault: Vault) -> None:
        (key,) = vault._keys.values()
        assert repr(key.fingerprint_key) not in repr(vars(vault))

    @pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
    def test_a_vault_can_be_neither_pickled_nor_copied(self, vault: Vault, duplicate: object) -> None:
        assert callable(duplicate)
        with pytest.raises(TypeError, match="holds keys"):
            duplicate(vault)

    def test_a_key_id_is_no_part_of_the_key(self, vault: Vault) -> None:
        assert vault.writing_key_id not in OLD_KEY
        assert len(vault.writing_key_id) == 8
