"""Explicit filters, which must name what there is; counts; and answers as data."""

import pytest
from fake_aws import ACCOUNT
from records import REGISTRY, resource
from wordy import store_all

from estate_assets.scanner import counting
from estate_assets.scanner.collection import Hit, opened
from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.counting import Count, counts
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.findings import Constraint, Verdict
from estate_assets.scanner.model import Cell
from estate_assets.scanner.query import answer_of, checked, filters
from estate_assets.scanner.reply import Answer
from estate_assets.scanner.sections import StoreSettings

US = Cell("444455556666", "us-east-1", "sqs")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    may = {"sqs:SendMessage": Verdict("allowed")}
    some = [
        resource("orders", tags={"Env": "prod", "Team": "a"}, permissions=may, account_name="acme-prod"),
        resource("refunds", tags={"Env": "dev"}, account_name="acme-prod"),
        resource("us", cell=US, account_name="acme-dev", tags={"Team": "b"}),
    ]
    with opened(StoreSettings(), tmp_path_factory.mktemp("store")) as collection:
        collection.ensure()
        store_all(collection, some, REGISTRY)
        yield collection


def test_flags_become_filters_on_the_payload_and_empty_ones_none():
    assert filters() == {}
    assert filters(accounts=["1"], regions=["r"], services=["s"], types=["t"], tags=["a=b=c"], can=["x:Y"]) == {
        "account_id": ["1"], "region": ["r"], "service": ["s"], "resource_type": ["t"], "tags": ["a=b=c"],
        "can": ["x:Y"],
    }  # fmt: skip


@pytest.mark.parametrize("tag", ["prod", "", "a:b"])
def test_a_tag_that_is_not_key_and_value_is_told_with_an_example(tag):
    with pytest.raises(UsageError, match="KEY=VALUE, for example") as told:
        filters(tags=["a=b", tag])
    assert repr(tag) in str(told.value)


@pytest.mark.parametrize(
    ("chosen", "flag", "near"),
    [
        ({"service": ["sqs", "lamda"]}, "--service 'lamda'", "Did you mean lambda"),
        ({"resource_type": ["ec2:instanc"]}, "--type 'ec2:instanc'", "Did you mean ec2:instance"),
        ({"region": ["eu-wst-1"]}, "--region 'eu-wst-1'", "eu-west-1"),
        ({"account_id": ["acme-prd"]}, "--account 'acme-prd'", "acme-prod"),
        ({"account_id": ["999999999999"]}, "--account '999999999999'", "--by account"),
        ({"tags": ["env=prod"]}, "--tag 'env=prod'", "Did you mean Env=prod"),
        ({"can": ["sqs:SendMesage"]}, "--can 'sqs:SendMesage'", "sqs:SendMessage"),
        ({"service": ["zzz"]}, "--service 'zzz'", "estate search --by service"),
    ],
)
def test_what_is_nowhere_known_is_an_error_with_the_nearest_that_is(store, chosen, flag, near):
    with pytest.raises(UsageError) as told:
        checked(chosen, store, REGISTRY)
    assert flag in str(told.value)
    assert near in str(told.value)


@pytest.mark.parametrize(
    "chosen",
    [
        {"service": ["sqs", "rds"]}, {"resource_type": ["rds:db_instance"]}, {"region": ["ap-south-1", "global"]}, {"tags": ["Env=prod"]},
        {"can": ["sqs:SendMessage", "ec2:StopInstances"]}, {"account_id": [ACCOUNT]}, {"facts": ["anything"]}, {},
    ],
)  # fmt: skip
def test_what_is_in_the_catalogue_or_the_collection_may_be_asked_for_though_nothing_has_it(store, chosen):
    assert checked(chosen, store, REGISTRY) == chosen


def test_an_accounts_name_stands_for_its_id(store):
    assert checked({"account_id": ["acme-prod", US.account_id]}, store, REGISTRY) == {
        "account_id": [ACCOUNT, US.account_id]
    }


def test_counts_are_of_all_values_together_the_largest_first_and_none_is_lost(store):
    assert counts(store, counting.fields(["service"]), ()) == [Count(("sqs",), 3)]
    assert counts(store, counting.fields(["region", "team"]), ()) == [
        Count(("eu-west-1", "-"), 1), Count(("eu-west-1", "a"), 1), Count(("us-east-1", "b"), 1),
    ]  # fmt: skip
    assert counts(store, counting.fields(["account"]), [Condition("region", ("eu-west-1",))]) == [
        Count(("acme-prod",), 2)
    ]
    assert counts(store, counting.fields(["tag"]), ()) == [
        Count(("Env=dev",), 1), Count(("Env=prod",), 1), Count(("Team=a",), 1), Count(("Team=b",), 1),
    ]  # fmt: skip


def test_what_can_not_be_counted_by_is_told_with_what_can():
    with pytest.raises(UsageError, match=r"--by 'regon': Did you mean region\? One can count by: service, type"):
        counting.fields(["service", "regon"])


def test_an_answer_is_plain_data_with_what_may_be_done_and_what_forbids_it():
    one = resource(
        "q",
        permissions={"a:B": Verdict("allowed"), "a:C": Verdict("denied")},
        constraints=(Constraint("r", "block", (), "t"),),
    )
    answer = answer_of(Hit(0.123456, one, "special"), Answer((), ("one", "two"), ("three",)))
    assert (answer["score"], answer["allowed_actions"], answer["constraints"]) == (0.1235, ["a:B"], ["t"])
    assert (answer["why"], answer["relaxed"]) == ("special; one; two", ["three"])
    assert set(answer) == {
        "score", "arn", "resource_type", "service", "account_id", "region", "name", "tags", "allowed_actions", "constraints", "why",
        "relaxed",
    }  # fmt: skip
