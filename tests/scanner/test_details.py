"""Details and tags over HTTP: what a failed question costs, and what it must not cost."""

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT, Fault, Raw, Reset

from estate_assets.scanner.errors import Status
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.spec import ResourceSpec

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:"
SECRET = "hunter2-hunter2"


@pytest.fixture
def queues(aws):
    aws.on("sqs:ListQueues", {"QueueUrls": ["https://q/alpha", "https://q/beta"]})
    aws.on("sqs:GetQueueAttributes", lambda params: {"Attributes": {"QueueArn": ARN + params["QueueUrl"][10:]}})
    aws.on("sqs:ListQueueTags", {"Tags": {"team": "payments"}})
    return aws


def for_one(url_end, fault, answer):
    return lambda params: fault if params["QueueUrl"].endswith(url_end) else answer


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("AccessDenied", 403), Status.DENIED, "AccessDenied"),
        (Fault("ThrottlingException"), Status.THROTTLED, "ThrottlingException"),
        (Fault("InternalFailure", 500), Status.FAILED, "InternalFailure"),
        (Reset(), Status.FAILED, "ConnectionClosedError"),
        (Raw(b"<html/>"), Status.FAILED, "ResponseParserError"),
        (Raw(b"\xff\xfe"), Status.FAILED, "UnicodeDecodeError"),
    ],
    ids=str,
)
def test_a_question_refused_for_one_item_keeps_the_item_with_a_note_and_the_listing_whole(
    scan, queues, fault, status, code
):
    queues.on("sqs:ListQueueTags", for_one("beta", fault, {"Tags": {"team": "payments"}}))
    outcome = scan("sqs")
    entry = entry_of(outcome, "sqs:queue")
    assert {item.arn: item.notes for item in outcome.items} == {
        ARN + "alpha": (),
        ARN + "beta": (f"ListQueueTags: {code}",),
    }
    assert (entry.status, entry.listed, entry.has_gap, entry.code) == (status, True, True, code)
    assert entry.operation == "ListQueueTags"
    assert [error.operation for error in outcome.errors] == ["ListQueueTags"]


@pytest.mark.parametrize(
    "fault",
    [Fault("AccessDenied", 403), Fault("InternalFailure", 500), Reset(), Raw(b"{"), Fault("UnsupportedOperation")],
)
def test_where_the_answer_that_makes_the_item_fails_nothing_may_be_taken_for_gone(scan, queues, fault):
    queues.on("sqs:GetQueueAttributes", for_one("beta", fault, {"Attributes": {"QueueArn": ARN + "alpha"}}))
    outcome = scan("sqs")
    entry = entry_of(outcome, "sqs:queue")
    assert [item.arn for item in outcome.items] == [ARN + "alpha"]
    assert (entry.listed, entry.has_gap, entry.operation) == (False, True, "GetQueueAttributes")


def test_an_item_that_is_gone_between_listing_and_description_leaves_quietly(scan, queues):
    gone = Fault("AWS.SimpleQueueService.NonExistentQueue")
    queues.on("sqs:GetQueueAttributes", for_one("beta", gone, {"Attributes": {"QueueArn": ARN + "alpha"}}))
    outcome = scan("sqs")
    assert [item.arn for item in outcome.items] == [ARN + "alpha"]
    assert (outcome.status, outcome.errors, outcome.ledger[0].listed) == (Status.COMPLETE, (), True)


def test_an_item_that_is_gone_when_its_tags_are_asked_for_is_kept_without_them(scan, queues):
    queues.on("sqs:ListQueueTags", for_one("beta", Fault("QueueDoesNotExist"), {"Tags": {"a": "b"}}))
    outcome = scan("sqs")
    assert [item.tags for item in outcome.items] == [{"a": "b"}, {}]
    assert outcome.status is Status.COMPLETE


def test_it_has_none_of_it_is_an_answer(aws, scan):
    aws.on("s3:ListBuckets", {"Buckets": [{"Name": "logs", "BucketRegion": REGION}]})
    for operation in ("GetBucketVersioning", "GetObjectLockConfiguration", "GetBucketPolicyStatus"):
        aws.on(f"s3:{operation}", Fault("NoSuchBucketPolicy", 404) if "Status" in operation else {})
    aws.on("s3:GetObjectLockConfiguration", Fault("ObjectLockConfigurationNotFoundError", 404))
    aws.on("s3:GetBucketEncryption", Fault("ServerSideEncryptionConfigurationNotFoundError", 404))
    aws.on("s3:GetPublicAccessBlock", Fault("NoSuchPublicAccessBlockConfiguration", 404))
    aws.on("s3:GetBucketTagging", Fault("NoSuchTagSet", 404))
    aws.on("s3:GetBucketPolicy", Fault("NoSuchBucketPolicy", 404))
    outcome = scan("s3")
    assert (outcome.status, outcome.errors, outcome.items[0].notes) == (Status.COMPLETE, (), ())
    assert outcome.items[0].arn == "arn:aws:s3:::logs"


def test_an_item_of_another_region_is_left_to_its_own_cell(aws, scan):
    aws.on("s3:ListBuckets", {"Buckets": [{"Name": "elsewhere", "BucketRegion": "us-east-1"}]})
    assert scan("s3").items == ()


def test_a_question_that_cannot_even_be_sent_is_a_gap(aws, scan):
    """A parameter that the item lacks: botocore refuses it without telling any event handler."""
    spec = ResourceSpec.from_dict(
        "sqs",
        "queue",
        {
            "list": {"operation": "ListQueues", "items": "QueueUrls[]"},
            "id": "$input",
            "details": [{"operation": "GetQueueAttributes", "args": {"QueueUrl": "Missing"}, "path": "Attributes"}],
        },
    )
    registry = Registry(entry_points=False)
    registry.register(ServiceScanner("sqs", [spec]))
    aws.on("sqs:ListQueues", {"QueueUrls": ["https://q/alpha"]})
    outcome = scan("sqs", registry=registry)
    entry = entry_of(outcome, "sqs:queue")
    assert (entry.status, entry.listed, entry.code) == (Status.FAILED, False, "ParamValidationError")


def test_secrets_are_sealed_in_every_part_of_a_raw_record(aws, scan):
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
    function = {"FunctionName": "f", "FunctionArn": arn, "Environment": {"Variables": {"TOKEN": SECRET}}}
    aws.on("lambda:ListFunctions", {"Functions": [function]})
    aws.on("lambda:ListTags", {"Tags": {}})
    (item,) = scan("lambda", registry=narrow("lambda:function")).items
    assert item.arn == arn
    assert list(item.properties["Environment"]["Variables"]) == ["TOKEN"]
    assert SECRET not in repr(item)


def test_optional_questions_are_asked_only_where_the_settings_say_so(aws, scan):
    aws.on("lambda:ListFunctions", {"Functions": [{"FunctionName": "f"}]})
    aws.on("lambda:ListTags", {})
    aws.on("lambda:GetFunctionConfiguration", {"FunctionName": "f", "State": "Active"})
    aws.on("lambda:GetFunctionConcurrency", {"ReservedConcurrentExecutions": 0})
    aws.on("lambda:GetFunctionUrlConfig", Fault("ResourceNotFoundException", 404))
    aws.on("lambda:GetPolicy", Fault("ResourceNotFoundException", 404))
    registry = narrow("lambda:function")
    assert "ReservedConcurrentExecutions" not in scan("lambda", registry=registry).items[0].properties
    with_details = scan("lambda", registry=registry, scan={"optional_details": True})
    assert with_details.items[0].properties["ReservedConcurrentExecutions"] == 0
    assert with_details.items[0].properties["State"] == "Active"
    assert with_details.status is Status.COMPLETE


def test_an_item_that_is_known_from_its_listing_stays_where_its_description_is_refused(aws, scan):
    arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/"
    aws.on("kms:ListKeys", {"Keys": [{"KeyId": "a", "KeyArn": arn + "a"}, {"KeyId": "b", "KeyArn": arn + "b"}]})
    described = {"KeyMetadata": {"KeyId": "a", "Arn": arn + "a", "KeyState": "Enabled"}}
    aws.on("kms:DescribeKey", lambda p: described if p["KeyId"] == "a" else Fault("AccessDeniedException"))
    aws.on("kms:GetKeyRotationStatus", {"KeyRotationEnabled": True})
    aws.on("kms:GetKeyPolicy", {"Policy": "{}"})
    aws.on("kms:ListResourceTags", {"Tags": [{"TagKey": "team", "TagValue": "core"}]})
    outcome = scan("kms", registry=narrow("kms:key"))
    assert {item.arn: item.notes for item in outcome.items} == {
        arn + "a": (),
        arn + "b": ("DescribeKey: AccessDeniedException",),
    }
    assert outcome.items[0].tags == {"team": "core"}
    assert entry_of(outcome, "kms:key").has_gap


@pytest.mark.parametrize(
    ("failures", "status", "listed"),
    [
        ([], "truncated", False),
        ([{"arn": "b", "reason": "MISSING"}], "complete", True),
        ([{"arn": "b", "reason": "TIMEOUT"}], "truncated", False),
    ],
)
def test_what_a_batch_answers_nothing_of_is_gone_only_where_aws_says_so(aws, scan, failures, status, listed):
    arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster"
    aws.on("ecs:ListClusters", {"clusterArns": [f"{arn}/a", f"{arn}/b"]})
    aws.on("ecs:DescribeClusters", {"clusters": [{"clusterArn": f"{arn}/a", "clusterName": "a"}], "failures": failures})
    outcome = scan("ecs", registry=narrow("ecs:cluster"))
    entry = entry_of(outcome, "ecs:cluster")
    assert ([item.id for item in outcome.items], entry.status, entry.listed) == (["a"], status, listed)
