"""What is said of a resource in the vector space, and what must never be said."""

from dataclasses import replace

import pytest
from fake_aws import ACCOUNT
from hypothesis import given
from hypothesis import strategies as st
from records import CELL, REGISTRY, resource

from estate_assets.scanner import findings
from estate_assets.scanner.encryption import Place, Sealer, seal_paths
from estate_assets.scanner.findings import Fact
from estate_assets.scanner.model import GLOBAL, Cell
from estate_assets.scanner.text import FACTS, LONGEST, text_of, words
from estate_assets.scanner.traits import environment, team

EC2 = Cell(ACCOUNT, "eu-central-1", "ec2")
INSTANCE = "i-0abc1234def567890"


def sentence(one):
    return text_of(one, REGISTRY.spec(one.resource_type))


def test_a_text_says_what_it_is_whose_where_and_in_what_state():
    one = resource(
        "payments-api-prod-3", "ec2:instance", EC2, id=INSTANCE, state="running", account_name="acme-prod",
        tags={"Name": "payments-api-prod-3", "Environment": "Production", "Team": "Payments", "cost-centre": "blue-42"},
        properties={"InstanceType": "t3.micro", "MultiAZ": False},
        facts={"encrypted": Fact(holds=False, why="w"), "multi_az": Fact(holds=False, why="w")},
    )  # fmt: skip
    assert sentence(one) == (
        "EC2 instance, virtual machine, server, host payments api prod production payments team Frankfurt Germany eu-central-1 "
        "acme prod account t3.micro running, switched on not encrypted, stored in plain text in a single availability zone "
        "cost centre blue"
    )


def test_a_type_without_words_is_called_by_its_name():
    unnamed = replace(REGISTRY.spec("ec2:dhcp_options"), words="")
    one = resource("d", "ec2:dhcp_options", EC2, id="dopt-0abc1234def")
    assert text_of(one, unnamed).startswith("ec2 dhcp options")


def test_what_exists_once_per_account_is_global():
    assert " ops global" in sentence(resource("ops", "iam:role", Cell(ACCOUNT, GLOBAL, "iam")))


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"IsMultiRegionTrail": True}, "covers all regions"),
        ({"Enabled": False}, "disabled"),
        ({"Engine": "postgres"}, "postgres engine"),
        ({"BillingModeSummary": {"BillingMode": "PROVISIONED"}}, "PROVISIONED"),
        ({"instanceTypes": ["m5.large"]}, "m5.large"),
        ({"Architectures": ["arm64"]}, "arm64"),
        ({"Type": "", "type": "gp3"}, "gp3"),
        ({"ScheduleExpression": "rate(5 minutes)"}, "runs on a schedule"),
        ({"description": "of the ledger"}, "of the ledger"),
        ({"Description": "of the books", "description": "of the ledger"}, "of the books"),
    ],
)
def test_traits_and_flags_are_said_in_words(properties, said):
    assert said in sentence(resource("x", properties=properties))


def test_every_fact_has_its_words():
    assert tuple(FACTS) == findings.FACTS


@pytest.mark.parametrize("name", sorted(FACTS))
@pytest.mark.parametrize("holds", [True, False])
def test_a_fact_is_said_either_way_and_its_evidence_is_not(name, holds):
    said = sentence(resource("x", facts={name: Fact(holds, "evidence")}))
    assert FACTS[name][not holds] in said
    assert FACTS[name][holds] not in said
    assert "evidence" not in said


@pytest.mark.parametrize(
    "properties",
    [{}, {"Enabled": None}, {"Enabled": "yes"}, {"Engine": ["a"]}, {"Engine": ""}, {"ScheduleExpression": ""}],
)
def test_what_is_not_known_is_not_said(properties):
    assert sentence(resource("x", properties=properties)) == sentence(resource("x"))


NEVER = [
    INSTANCE,
    "arn:aws:iam::111122223333:role/deploy",
    ACCOUNT,
    "10.20.30.40",
    "2024-05-06T07:08:09+00:00",
    "8f14e45f-ceea-467f-9f3a-3b1c2d4e5f60",
    "d41d8cd98f00b204e9800998ecf8427e",
    "vpc-0a1b2c3d4e5f60718",
    "fe80::1ff:fe23:4567:890a",
]


@pytest.mark.parametrize("value", NEVER)
@pytest.mark.parametrize("where", ["name", "id", "tag", "description", "state", "account_name", "team"])
def test_ids_arns_addresses_and_times_stay_out_wherever_they_stand(value, where):
    places = {
        "name": {"name": f"web {value}"}, "id": {"id": value}, "tag": {"tags": {"made-by": value}},
        "description": {"properties": {"Description": f"made for {value} by hand"}}, "state": {"state": value},
        "account_name": {"account_name": value}, "team": {"tags": {"team": value, "env": value}},
    }  # fmt: skip
    one = resource("x", "ec2:instance", EC2, **{"id": INSTANCE, **places[where]})
    said = sentence(one)
    assert value.lower() not in said.lower()
    assert one.arn not in said


def test_a_description_is_said_without_what_is_unique_in_it():
    said = sentence(resource("x", properties={"Description": f"Orders for {INSTANCE} since 2024-05-06 via 10.0.0.1"}))
    assert "Orders for i- since via" in said


@pytest.mark.parametrize("name", ["facade", "decade-feed", "db-v2", "python312", "sha256sum", "node18", "eu:west:one"])
def test_names_that_people_chose_are_not_taken_for_machine_made_ones(name):
    assert f" {name.replace('-', ' ').replace(':', ' ')} " in sentence(resource("x", name=name))


@pytest.mark.parametrize(
    "resource_type", ["lambda:function", "rds:db_instance", "sns:subscription", "secretsmanager:secret"]
)
def test_no_sealed_value_is_said(resource_type):
    spec = REGISTRY.spec(resource_type)
    properties = {"Description": "hunter2", "MasterUsername": "hunter2", "Endpoint": "hunter2"}
    properties["Environment"] = {"Variables": {"TOKEN": "hunter2"}}
    sealed = seal_paths(properties, spec.sensitive, Sealer(b"k" * 32), Place(ACCOUNT, "arn"))
    if "Description" not in spec.sensitive:
        del sealed["Description"]
    said = sentence(resource("x", resource_type, Cell(ACCOUNT, CELL.region, spec.service), properties=sealed))
    assert "hunter2" not in said
    assert "sealed" not in said


@given(st.text(), st.dictionaries(st.text(), st.text(), max_size=5), st.none() | st.text(), st.text())
def test_any_name_tags_and_state_make_one_text_of_bounded_length(name, tags, state, description):
    one = resource("x", name=name, tags=tags, state=state, properties={"Description": description})
    assert 0 < len(sentence(one)) <= LONGEST
    assert sentence(one) == sentence(one)


def test_a_long_description_is_cut():
    assert len(sentence(resource("x", properties={"Description": "very long " * 500}))) == LONGEST


def test_the_words_of_an_identifier():
    assert words("payments-api-prod-3") == "payments api prod"
    assert words("payments-20240506-i-0abc1234def567890") == "payments"
    assert words("arn:aws:iam::1:role/x") == words("10.0.0.1") == words("") == ""


@pytest.mark.parametrize("key", ["Environment", "env", "STAGE", "tier"])
def test_the_environment_is_read_from_several_tags_whatever_their_case(key):
    assert environment(resource("x", tags={key: "PROD"})) == "prod"


def test_team_and_environment_are_none_where_no_tag_says_so():
    one = resource("x", tags={"team": "", "other": "x"})
    assert (team(one), environment(one)) == (None, None)
    assert team(resource("x", tags={"Owner": "Data"})) == "data"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"name": "orders-db-prd-1"}, "production"),
        ({"name": "prodigy"}, None),
        ({"name": "copy-test-of-prod"}, "production"),  # of several, what matters most
        ({"name": "x", "account_name": "acme-staging"}, "staging"),
        ({"name": "x-dev", "account_name": "acme-staging"}, "development"),
        ({"name": "x-dev", "tags": {"Stage": "Blue"}}, "blue"),
    ],
)
def test_without_a_tag_the_name_tells_the_environment_then_the_accounts_name(said, found):
    assert environment(resource("y", **said)) == found
