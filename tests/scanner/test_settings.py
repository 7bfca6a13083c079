"""Settings: the file, the variables over it, and messages that name what is wrong without telling a secret."""

import pytest

from estate_assets.scanner.errors import SettingsError, UsageError
from estate_assets.scanner.settings import load

SECRET = "tops3cret-value"
FULL = """
regions = ["eu-west-1"]
services = ["ec2", "rds"]
[limits]
cells = 4
attempts = 2
[limits.rates]
iam = 3.5
[store]
url = "https://qdrant:6333"
api_key = "from-file"
[[accounts]]
id = "111122223333"
name = "prod"
role_arn = "arn:aws:iam::111122223333:role/path/scan"
external_id = "x"
"""


@pytest.fixture
def write(tmp_path):
    def put(text, name="estate.toml"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return put


def test_without_a_file_everything_has_a_default():
    settings = load()
    assert (settings.regions, settings.services, settings.configured_accounts) == ("all", "all", ())
    assert (settings.limits.cells, settings.deletions.max_share, settings.store.url) == (16, 0.5, None)


def test_the_file_in_the_working_directory_is_read(write):
    write(FULL)
    settings = load()
    assert (settings.regions, settings.limits.cells, settings.limits.items) == (("eu-west-1",), 4, 32)
    assert settings.limits.rates == {"iam": 3.5}
    (account,) = settings.configured_accounts
    assert (account.id, account.name, account.external_id) == ("111122223333", "prod", "x")


def test_variables_win_over_the_file_field_by_field(write, monkeypatch):
    write(FULL)
    monkeypatch.setenv("ESTATE_LIMITS__CELLS", "9")
    monkeypatch.setenv("ESTATE_REGIONS", "us-east-1, us-west-2")
    monkeypatch.setenv("ESTATE_STORE__API_KEY", "from-env")
    settings = load()
    assert (settings.limits.cells, settings.limits.attempts) == (9, 2)
    assert settings.regions == ("us-east-1", "us-west-2")
    assert (settings.store.url, settings.store.api_key) == ("https://qdrant:6333", "from-env")


def test_all_stays_all_and_json_gives_tables(monkeypatch):
    monkeypatch.setenv("ESTATE_SERVICES", "all")
    monkeypatch.setenv("ESTATE_ACCOUNTS", '[{"id": "111122223333"}]')
    settings = load()
    assert (settings.services, settings.configured_accounts[0].id) == ("all", "111122223333")


def test_a_file_of_this_version_or_of_none_is_read(write):
    for text in ("version = 1\n[limits]\ncells = 3", "[limits]\ncells = 3"):
        assert load(write(text)).limits.cells == 3


@pytest.mark.parametrize(
    ("version", "words"),
    [("2", "of a later Estate.*reads version 1.*Use the Estate that"), ("0", "Write version = 1"), ('"1"', "'1'.*Write"), ("true", "True")],
)  # fmt: skip
def test_a_file_of_another_version_is_refused_with_the_way_out(write, version, words):
    file = write(f"version = {version}\n[limits]\nnot_known_here = 3")
    with pytest.raises(SettingsError, match=words) as told:
        load(file)
    assert str(file) in str(told.value)


@pytest.mark.parametrize("place", ["s3://estate-data", "s3://estate-data/a/b", "/var/lib/estate", "parquet"])
def test_parquet_goes_to_a_folder_or_a_bucket(write, place):
    assert load(write(f'[store]\ndata = "{place}"')).store.data == place


@pytest.mark.parametrize("place", ["gs://estate-data", "s3://", "s3://Not_A_Bucket/x", "file:///tmp/x", ""])
def test_parquet_goes_nowhere_else(write, place):
    with pytest.raises(SettingsError, match=r"store\.data"):
        load(write(f'[store]\ndata = "{place}"'))


def test_a_file_may_be_named_and_the_home_is_searched_last(write, monkeypatch, tmp_path):
    (tmp_path / "home").mkdir()
    write("[limits]\ncells = 3", "home/estate.toml")
    monkeypatch.setenv("ESTATE_HOME", str(tmp_path / "home"))
    assert load().limits.cells == 3
    write("[limits]\ncells = 4")
    assert load().limits.cells == 4
    monkeypatch.setenv("ESTATE_CONFIG", str(write("[limits]\ncells = 5", "other.toml")))
    assert load().limits.cells == 5
    assert load(write("[limits]\ncells = 6", "given.toml")).limits.cells == 6


WRONG = [
    ("limmits = 1", "no setting 'limmits'"),
    ("[limits]\nceells = 3", "no setting 'limits.ceells'"),
    ("[limits]\ncells = 0", "limits.cells = 0"),
    ("[limits]\nrate = -1", "limits.rate = -1"),
    ("[deletions]\nmax_share = 2", "deletions.max_share = 2"),
    ('[[accounts]]\nid = "12"', "accounts.0.id = '12'"),
    ('[[accounts]]\nid = "1111222233334"', "accounts.0.id"),
    ("[[accounts]]\nid = 111122223333", "accounts.0.id"),
    ('[[accounts]]\nid = "111122223333"\nrole_arn = "scan"', "accounts.0.role_arn = 'scan'"),
    ('[permissions]\nengine = "guess"', "permissions.engine = 'guess'"),
    ("[organization]\n", "organization.role_name"),
    ("this is = = not toml", "is not TOML"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_is_wrong_in_the_file_is_named(write, text, words):
    path = write(text)
    with pytest.raises(SettingsError) as told:
        load()
    assert words in str(told.value)
    assert path.name in str(told.value)
    assert isinstance(told.value, UsageError)
    assert told.value.exit_code == 2


def test_every_wrong_field_is_told_at_once(write):
    write("nope = 1\n[limits]\ncells = 0\nitems = 0")
    with pytest.raises(SettingsError) as told:
        load()
    assert len(str(told.value).splitlines()) == 3


def test_bytes_that_are_no_text_are_not_toml(tmp_path):
    (tmp_path / "estate.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="is not TOML"):
        load()


@pytest.mark.parametrize(("name", "value"), [("ACCOUNTS", "oops"), ("LIMITS", "{"), ("LIMITS__CELLS", "many")])
def test_what_is_wrong_in_a_variable_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"ESTATE_{name}", value)
    with pytest.raises(SettingsError) as told:
        load()
    assert name.partition("__")[0].lower() in str(told.value).lower()


def test_a_config_that_is_named_must_be_there(monkeypatch, tmp_path):
    monkeypatch.setenv("ESTATE_CONFIG", str(tmp_path / "gone.toml"))
    with pytest.raises(SettingsError, match=r"no settings file .*gone\.toml.*ESTATE_CONFIG"):
        load()


@pytest.mark.parametrize(
    "text",
    [
        f'key = ["{SECRET}"]',
        f'[store]\napi_key = ["{SECRET}"]',
        f'[[store]]\napi_key = "{SECRET}"',
        f'[store]\napi_key = "{SECRET}"\nurll = "{SECRET}"',
    ],
)
def test_no_secret_shows_in_a_message(write, text):
    write(text)
    with pytest.raises(SettingsError) as told:
        load()
    assert SECRET not in str(told.value)


def test_no_secret_shows_in_the_settings_repr(monkeypatch):
    monkeypatch.setenv("ESTATE_KEY", SECRET)
    monkeypatch.setenv("ESTATE_STORE__API_KEY", SECRET)
    settings = load()
    assert settings.key == settings.store.api_key == SECRET
    assert SECRET not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    ("url", "refused"),
    [("http://qdrant.example.com:6333", True), ("https://qdrant.example.com", False), ("http://127.0.0.1:6333", False)],
)
def test_an_api_key_is_not_sent_in_clear_to_another_machine(tmp_path, url, refused):
    file = tmp_path / "estate.toml"
    file.write_text(f'[store]\nurl = "{url}"\napi_key = "planted-api-key"\n')
    if not refused:
        assert load(file).store.url == url
        return
    with pytest.raises(SettingsError, match=r"would go in clear to qdrant\.example\.com: use https") as caught:
        load(file)
    assert "planted-api-key" not in str(caught.value)


def test_a_misspelt_variable_is_an_error(monkeypatch):
    monkeypatch.setenv("ESTATE_REGION", "eu-west-1")
    with pytest.raises(SettingsError, match=r"ESTATE_REGION is no setting.*ESTATE_REGIONS"):
        load()


def test_a_missing_field_is_told_as_missing(tmp_path):
    file = tmp_path / "estate.toml"
    file.write_text("[organization]\nexternal_id = 'x'\n")
    with pytest.raises(SettingsError, match=r"organization\.role_name is missing"):
        load(file)
