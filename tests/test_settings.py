"""Settings: environment, secret files and `.env`, which of them wins, and what is refused."""

from pathlib import Path

import pytest

from bot.settings import FROM_FILE, PREFIX, Settings, SettingsError, load_settings, misspelt, names
from tests.front_door import FrontDoor

VALUES = {
    "slack_bot_token": "xoxb-one",
    "slack_app_token": "xapp-one",
    "slack_api_url": "http://127.0.0.1:8085/api/",
    "database_url": "sqlite:///one.db",
    "office_file": "one.toml",
    "encryption_keys": "one,two",
    "heartbeat_url": "https://heartbeat.example/fristvagt",
    "log_format": "json",
    "metrics_port": "9401",
    "watchdog_tick_seconds": "700",
    "watchdog_socket_seconds": "400",
}
EVERY_SETTING = pytest.mark.parametrize("name", sorted(Settings.model_fields))


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


def read(name: str) -> str:
    value = getattr(load_settings(), name)
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)


class TestWhereASettingComesFrom:
    def test_every_setting_is_tried_here(self) -> None:
        assert set(VALUES) == set(Settings.model_fields)

    @EVERY_SETTING
    def test_the_environment(self, door: FrontDoor, name: str) -> None:
        door.set(**{name.upper(): VALUES[name]})
        assert read(name) == VALUES[name]

    @EVERY_SETTING
    def test_a_file_named_in_the_environment(self, door: FrontDoor, name: str) -> None:
        path = door.write("secret", f"{VALUES[name]}\n")
        door.set(**{f"{name.upper()}{FROM_FILE}": str(path)})
        assert read(name) == VALUES[name]

    @EVERY_SETTING
    def test_the_dotenv_file(self, door: FrontDoor, name: str) -> None:
        door.write(".env", f"{PREFIX}{name.upper()}={VALUES[name]}\n")
        assert read(name) == VALUES[name]

    @EVERY_SETTING
    def test_a_file_named_in_the_dotenv_file(self, door: FrontDoor, name: str) -> None:
        path = door.write("secret", VALUES[name])
        door.write(".env", f"{PREFIX}{name.upper()}{FROM_FILE}={path}\n")
        assert read(name) == VALUES[name]

    def test_nothing_set_gives_the_defaults(self, door: FrontDoor) -> None:
        settings = load_settings()
        assert settings.slack_api_url == "https://slack.com/api/"
        assert settings.database_url == "sqlite:///fristvagt.db"
        assert (settings.office_file, settings.keys, settings.local) == (None, [], False)

    def test_an_empty_variable_is_as_good_as_none(self, door: FrontDoor) -> None:
        door.set(SLACK_API_URL="", DATABASE_URL_FILE="")
        assert read("slack_api_url") == "https://slack.com/api/"

    def test_other_programs_variables_are_left_alone(self, door: FrontDoor) -> None:
        door.environment(SLACK_BOT_TOKEN="xoxb-other", DATABASE_URL="sqlite:///other.db")
        assert (read("slack_bot_token"), read("database_url")) == ("", "sqlite:///fristvagt.db")


class TestWhichWins:
    def test_environment_then_its_file_then_dotenv_then_its_file(self, door: FrontDoor) -> None:
        door.write(".env", f"{PREFIX}OFFICE_FILE{FROM_FILE}={door.write('c', 'dotenv-file.toml')}\n")
        assert read("office_file") == "dotenv-file.toml"
        with (door.folder / ".env").open("a") as dotenv:
            dotenv.write(f"{PREFIX}OFFICE_FILE=dotenv.toml\n")
        assert read("office_file") == "dotenv.toml"
        door.set(OFFICE_FILE_FILE=str(door.write("b", "file.toml")))
        assert read("office_file") == "file.toml"
        door.set(OFFICE_FILE="environment.toml")
        assert read("office_file") == "environment.toml"


class TestWhatIsRefused:
    def test_a_file_that_is_not_there(self, door: FrontDoor) -> None:
        door.set(SLACK_BOT_TOKEN_FILE="nowhere")
        with pytest.raises(SettingsError, match="FRISTVAGT_SLACK_BOT_TOKEN_FILE peger på nowhere, som ikke"):
            load_settings()

    # Root may read everything, so a directory stands for what cannot be read.
    def test_a_file_that_cannot_be_read(self, door: FrontDoor) -> None:
        door.set(ENCRYPTION_KEYS_FILE=str(door.folder))
        with pytest.raises(SettingsError, match="FRISTVAGT_ENCRYPTION_KEYS_FILE peger på"):
            load_settings()

    def test_a_file_that_is_no_text(self, door: FrontDoor) -> None:
        (door.folder / "bytes").write_bytes(b"\xff\xfe\x00")
        door.set(ENCRYPTION_KEYS_FILE="bytes")
        with pytest.raises(SettingsError, match="ikke UTF-8"):
            load_settings()

    def test_a_dotenv_file_that_is_no_text(self, door: FrontDoor) -> None:
        (door.folder / ".env").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(SettingsError, match=r"Filen \.env kan ikke læses"):
            load_settings()

    @pytest.mark.parametrize("address", ["http://slack.example/api/", "slack.com/api", "ftp://slack.com/"])
    def test_an_address_that_would_send_tokens_in_the_clear(self, door: FrontDoor, address: str) -> None:
        door.set(SLACK_API_URL=address)
        with pytest.raises(SettingsError, match="FRISTVAGT_SLACK_API_URL kan ikke bruges"):
            load_settings()

    @pytest.mark.parametrize(
        "address", ["fristvagt.db", "mysql://u:hemmelig@db/x", "postgresql+psycopg2://u:hemmelig@db/x", "://"]
    )
    def test_a_database_we_have_no_driver_for(self, door: FrontDoor, address: str) -> None:
        door.set(DATABASE_URL=address)
        with pytest.raises(SettingsError, match="FRISTVAGT_DATABASE_URL kan ikke bruges") as refused:
            load_settings()
        assert "hemmelig" not in str(refused.value)

    def test_several_at_once_are_all_named(self, door: FrontDoor) -> None:
        door.set(DATABASE_URL="x", SLACK_API_URL="y")
        with pytest.raises(SettingsError) as refused:
            load_settings()
        assert len(str(refused.value).splitlines()) == 2

    def test_the_command_ends_with_the_sentence_and_exit_code_two(self, door: FrontDoor) -> None:
        door.set(DATABASE_URL="mysql://u:hemmelig@db/x")
        answer = door.run("run")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr.startswith("FRISTVAGT_DATABASE_URL kan ikke bruges.")


class TestShapes:
    @pytest.mark.parametrize("written", ["postgres://u:p@db/x", "postgresql://u:p@db/x"])
    def test_postgresql_means_the_driver_we_have(self, door: FrontDoor, written: str) -> None:
        door.set(DATABASE_URL=written)
        assert read("database_url") == "postgresql+psycopg://u:p@db/x"

    def test_keys_are_separated_by_commas_and_space_is_nothing(self, door: FrontDoor) -> None:
        door.set(ENCRYPTION_KEYS=" new , old ,")
        assert load_settings().keys == ["new", "old"]

    def test_secrets_do_not_show_when_settings_are_printed(self, door: FrontDoor) -> None:
        door.set(SLACK_BOT_TOKEN="xoxb-hemmelig", SLACK_APP_TOKEN="xapp-hemmelig", ENCRYPTION_KEYS="hemmelig")
        assert "hemmelig" not in f"{load_settings()!r} {load_settings()}"


class TestMisspeltNames:
    def test_the_nearest_one_is_proposed(self, door: FrontDoor) -> None:
        door.set(ENCRYPTION_KEY="x")
        door.write(".env", "FRISTVAGT_OFICE_FILE=x\n")
        assert misspelt() == {
            "FRISTVAGT_ENCRYPTION_KEY": "FRISTVAGT_ENCRYPTION_KEYS",
            "FRISTVAGT_OFICE_FILE": "FRISTVAGT_OFFICE_FILE",
        }

    def test_every_real_name_is_known(self, door: FrontDoor) -> None:
        door.set(**dict.fromkeys((name.removeprefix(PREFIX) for name in names()), ""))
        assert misspelt() == {}
