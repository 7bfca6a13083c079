"""A small estate to ask questions of, with who answers them."""

import pytest
from records import REGISTRY, resource
from wordy import Wordy, store_all

from estate_assets.scanner.asking import Asker
from estate_assets.scanner.collection import opened
from estate_assets.scanner.findings import Fact
from estate_assets.scanner.model import Cell
from estate_assets.scanner.sections import StoreSettings

DUBLIN, FRANKFURT = (Cell("111122223333", region, "rds") for region in ("eu-west-1", "eu-central-1"))
EC2 = Cell("111122223333", "eu-west-1", "ec2")


def database(name, cell=DUBLIN, **more):
    facts = {fact: Fact(holds, "w") for fact, holds in more.pop("facts", {}).items()}
    return resource(name, "rds:db_instance", cell, facts=facts, **more)


ESTATE = [
    database("orders-db-prod", facts={"public": True, "encrypted": False}, tags={"Team": "orders"}, properties={"Engine": "postgres"}),
    database("refunds-db-prod", facts={"public": False, "encrypted": True}, tags={"Team": "refunds"}, properties={"Engine": "postgres"}),
    database("refunds-db-dev", FRANKFURT, facts={"public": False, "encrypted": False},
             properties={"Engine": "mysql", "Endpoint": {"Address": "r.db.example.com"}}),
    resource("api-1", "ec2:instance", EC2, id="i-0abc1234def567890", state="stopped", properties={"PrivateIpAddress": "10.0.0.9"}),
    resource("api-2", "ec2:instance", EC2, id="i-0abc1234def567891", state="running"),
    resource("data", "ec2:volume", EC2, id="vol-0abc1234def567890", state="in-use",
             properties={"Attachments": [{"InstanceId": "i-0abc1234def567890"}]}),
]  # fmt: skip


@pytest.fixture(name="store", scope="module")
def store_fixture(tmp_path_factory):
    with opened(StoreSettings(), tmp_path_factory.mktemp("store")) as collection:
        collection.ensure()
        store_all(collection, ESTATE, REGISTRY)
        yield collection


@pytest.fixture(name="model")
def model_fixture():
    return Wordy()


@pytest.fixture(name="asker")
def asker_fixture(store, model):
    return Asker(store, model, REGISTRY)


def names(answer):
    return [hit.resource.name for hit in answer.hits]
