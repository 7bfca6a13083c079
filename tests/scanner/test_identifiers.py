"""What names one thing exactly: which texts are identifiers, where they are found in a record, and where they must not be."""

import pytest
from fake_aws import ACCOUNT
from records import resource

from estate_assets.scanner.encryption import Place, Sealer, seal_paths
from estate_assets.scanner.identifiers import LONGEST, MOST, identifiers_of, kind_of

INSTANCE = "i-0abc1234def567890"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INSTANCE, "id"), ("sg-12345678", "id"), ("vpce-svc-0abc1234def567890", "id"), ("tgw-attach-0abc1234def567890", "id"),
        ("8f14e45f-ceea-467f-9f3a-3b1c2d4e5f60", "id"), ("akiaiosfodnn7example", "id"), ("z0123456789abcdefghij", "id"),
        ("arn:aws:sqs:eu-west-1:111122223333:q", "ARN"), ("arn:aws-us-gov:iam::1:role/x", "ARN"),
        ("10.0.3.17", "IP address"), ("10.0.0.0/16", "IP address"), ("fe80::1", "IP address"), ("2001:db8::/32", "IP address"),
        ("db-1.abc.eu-west-1.rds.amazonaws.com", "DNS name"), ("api.example.com.", "DNS name"), ("ops@example.com", "mail address"),
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/q", "URL"),
        ("orders", None), ("payments-api-prod-3", None), ("eu-west-1", None), ("encryption", None), ("elasticloadbalancing", None),
        ("12:30", None), ("1.2.3", None), ("", None), ("databases", None), ("2024-05-06", None),
    ],
)  # fmt: skip
def test_the_form_of_an_identifier_tells_its_kind(text, kind):
    assert kind_of(text) == kind


def test_a_record_is_named_by_its_own_names_and_by_what_stands_in_its_fields():
    one = resource(
        "Orders", id=INSTANCE, arn=f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/{INSTANCE}",
        properties={
            "NetworkInterfaces": [{"PrivateIpAddress": "10.0.0.9", "Groups": [{"GroupId": "sg-12345678"}]}],
            "PrivateIpAddress": "10.0.0.9", "Endpoint": {"Address": "DB.example.internal", "Port": 5432},
            "InstanceType": "t3.micro", "QueueUrl": "https://sqs.example.com/q", "Runtime": "python3.12", "Handler": "app.main",
        },
    )  # fmt: skip
    found = identifiers_of(one)
    assert found[INSTANCE] == "id"
    assert found["orders"] == "name"
    assert found["10.0.0.9"] == "PrivateIpAddress"
    assert found["sg-12345678"] == "NetworkInterfaces.Groups.GroupId"
    assert found["db.example.internal"] == "Endpoint.Address"
    assert {"https://sqs.example.com/q", "sqs.example.com", f"instance/{INSTANCE}", one.arn} <= set(found)
    assert not {"t3.micro", "python3.12", "app.main", ""} & set(found)


def test_sealed_fields_name_nothing():
    properties = {"Environment": {"Variables": {"HOST": "10.1.2.3"}}, "Address": "10.1.2.4"}
    sealed = seal_paths(properties, ["Environment.Variables"], Sealer(b"k" * 32), Place(ACCOUNT, "arn"))
    found = identifiers_of(resource("x", properties=sealed))
    assert "10.1.2.4" in found
    assert "10.1.2.3" not in found
    assert not [name for name in found if "seal" in name or name.startswith("v1.")]


def test_however_much_a_record_names_the_list_is_bounded_and_its_own_names_stay():
    many = [f"10.{n // 250}.0.{n % 250}" for n in range(2 * MOST)]
    found = identifiers_of(resource("x", properties={"Addresses": many, "Url": "https://a.com/" + "x" * 9 * LONGEST}))
    assert len(found) <= MOST
    assert found["x"] in ("id", "name")
    assert max(map(len, found)) <= LONGEST
