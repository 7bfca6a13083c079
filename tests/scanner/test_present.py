"""Words for kinds that the estate lacks, where they mean something else; and what is said of things that only describe."""

from dataclasses import replace

import pytest
from questions import LEXICON, NOW, VALUES, VOCABULARY

from estate_assets.scanner.understanding import understand

HELD = {
    "resource_type": {
        "rds:db_instance": 3,
        "ec2:instance": 3,
        "iam:user": 2,
        "ssm:parameter": 2,
        "s3:bucket": 2,
        "ec2:nat_gateway": 1,
    },
    "service": {"rds": 3, "ec2": 3, "iam": 2, "ssm": 2, "s3": 2},
    "words": {**VALUES["words"], "feature": 2, "flag": 2, "confidential": 1, "logistic": 1, "upload": 1},
    "tags": {"CostCenter=CC-1008": 2, "Cost-Centre=cc-1008": 1, "Team=logistics": 1},
    "traits": {"postgres": 2, "1.29": 1, "1.33": 1, "rate(5 minutes)": 1},
}
ESTATE = replace(VOCABULARY, values={**VALUES, **HELD})


def brief(question):
    found = understand(question, LEXICON, ESTATE, NOW)
    return {f"{one.field}{'!' if one.negated else '='}{','.join(one.values)}" for one in found.filters}


SERVERS = "resource_type=ec2:instance"


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        # an everyday word is no kind that is not there, if something else was said; alone it is one, and finds nothing
        ("where the builds of our rule book lie", set()),
        ("rules", {"resource_type=events:rule"}),
        # names that are called like a kind that is not there
        ("servers except the feature flags", {SERVERS, "words!feature", "words!flag"}),
        # what is denied of the kind asked for says nothing of it
        ("users rather than humans", {"resource_type=iam:user"}),
        # what something could be, it is not
        ("servers that are stopped but could be running again", {SERVERS, "state=stopped"}),
        # what is said of what only describes
        ("nat gateways through which private servers reach something", {"resource_type=ec2:nat_gateway"}),
        # a tag by its value alone
        ("servers with CC-1008", {SERVERS, "tags=CostCenter=CC-1008,Cost-Centre=cc-1008"}),
        ("servers open to 0.0.0.0/0", {SERVERS, "facts=public"}),
        ("routes to 0.0.0.0/0", set()),
        # names as they stand, fields as AWS writes them, teams side by side
        ("servers with feature-flag", {SERVERS, "words=feature", "words=flag"}),
        ("servers with login-app", {SERVERS, "words=login"}),
        (
            "databases with DeletionProtection disabled",
            {"resource_type=dynamodb:table,rds:db_cluster,rds:db_instance", "facts=not_deletion_protected"},
        ),
        ("servers belonging to payments or data-tools", {SERVERS, "team=payments,data-tools"}),
        # the country, not us
        ("servers in the US", {SERVERS, "region=us-east-1"}),
        ("servers, US only", {SERVERS, "region=us-east-1"}),
        ("servers that belong to us", {SERVERS}),
        # alternatives among names
        ("servers of logistics or the checkout", {SERVERS, "words=logistic,checkout"}),
        ("servers that hold turquoise or uploads", {SERVERS}),
        ("servers holding confidential data", {SERVERS, "words=confidential"}),
    ],
)
def test_a_question_is_read_by_what_is_there(question, conditions):
    assert brief(question) == conditions
