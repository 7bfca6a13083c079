"""The checker: the catalogue is right, each kind of mistake is told with field, value and what was expected."""

import copy
from pathlib import Path

import pytest
import yaml
from marked import marked, open_ones

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_check import check_file, check_spec, check_specs
from estate_assets.scanner.catalogue_check.infer import infer
from estate_assets.scanner.catalogue_check.kinds import of_shape
from estate_assets.scanner.catalogue_check.models import operation
from estate_assets.scanner.catalogue_check.problem import MismatchError
from estate_assets.scanner.spec import ResourceSpec

FOLDER = catalogue.resources.files(catalogue.__name__)


@pytest.mark.parametrize("service", catalogue.services("all"))
def test_the_catalogue_is_right(service):
    assert [str(problem) for problem in check_specs(catalogue.specs(service, "all"))] == []


def told(key, path, value):
    """The problems of a type with one field changed; `path` is its way in the YAML."""
    service, name = key.split(":")
    data = copy.deepcopy(yaml.safe_load((FOLDER / f"{service}.yaml").read_text())["types"][name])
    *way, last = path
    at = data
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return check_spec(ResourceSpec.from_dict(service, name, data), catalogue.specs(service))


MISTAKES = [
    ("sqs:queue", ("list", "operation"), "ListQueue", "list.operation", "'ListQueues'"),
    ("sqs:queue", ("list", "operation"), "DeleteQueue", "list.operation", "only reads"),
    ("ec2:snapshot", ("list", "params"), {"OwnerId": ["self"]}, "list.params.OwnerId", "'OwnerIds'"),
    ("ec2:snapshot", ("list", "params"), {"OwnerIds": "self"}, "list.params.OwnerIds", "takes list of text"),
    ("iam:policy", ("list", "params"), {"Scope": "local"}, "list.params.Scope", "'Local'"),
    ("ssm:document", ("aws_managed", "params", "Filters", 0), {"Kei": "Owner"}, "aws_managed.params.Filters", "'Key'"),
    ("s3:bucket", ("list", "region_param"), "Region", "list.params.Region", "'BucketRegion'"),
    ("ec2:instance", ("list", "items"), "Reservations[].Instanzes[]", "list.items", "'Instances'"),
    ("ec2:instance", ("list", "items"), "Reservations.Instances[]", "list.items", "put [] before it"),
    ("ec2:instance", ("list", "items"), "NextToken", "list.items", "must give list"),
    ("ec2:instance", ("id",), "InstanceIdd", "id", "'InstanceId'"),
    ("ec2:instance", ("id",), "State", "id", "record InstanceState"),
    ("ec2:instance", ("id",), "LaunchTime", "id", "it gives a time"),
    ("ec2:instance", ("name",), "Tags[?Key=='Name'].Value", "name", "list of text"),
    ("ec2:instance", ("name",), "'Name'", "name", "literal"),
    ("ec2:instance", ("created",), "ImageId", "created", "no time"),
    ("ec2:instance", ("state",), "State.Nam", "state", "'Name'"),
    ("ec2:instance", ("arn_vars",), {"InstanceID": "InstanceId"}, "arn_vars", "'InstanceId'"),
    ("ec2:instance", ("arn_vars", "InstanceId"), "ImageId", "arn_vars.InstanceId", "of its own"),
    ("ec2:instance", ("arn_template",), "arn:${Partition}:ec2:${Region}::instance/${InstanceId}", "arn_template", "did you mean"),
    ("ec2:instance", ("arn_template",), "arn:${Partition}:ecc2:${Region}::x/${InstanceId}", "arn_template", "'ec2'"),
    ("ec2:instance", ("tags", "path"), "Tag", "tags.path", "'Tags'"),
    ("ec2:instance", ("tags", "path"), "BlockDeviceMappings", "tags.key", "no such field"),
    ("ec2:instance", ("tags", "key"), "key", "tags.key", "'Key'"),
    ("eks:cluster", ("tags", "key"), "Key", None, None),
    ("eks:cluster", ("tags", "key"), "key", "tags.key", "are a map"),
    ("kms:key", ("tags", "args"), {}, "tags.args", "requires: KeyId"),
    ("elbv2:listener", ("tags", "match"), None, "tags", "go together"),
    ("elbv2:listener", ("tags", "batch"), 200, None, None),  # the model names no limit
    ("elbv2:listener", ("tags", "args"), {"ResourceArns": "$arn"}, "tags.args", "in [brackets]"),
    ("ecs:cluster", ("details", 0, "batch"), 101, None, None),
    ("ecs:cluster", ("details", 0, "args", "include"), "['TAG']", "details[0].args.include", "'TAGS'"),
    ("ecs:cluster", ("details", 0, "path"), "clusters", None, None),
    ("ecs:cluster", ("details", 0, "path"), "clusters[0]", "details[0].path", "answers with a list"),
    ("ecs:service", ("parent", "args"), {"cluster": "clusterArmn"}, "parent.args.cluster", "'clusterArn'"),
    ("ecs:service", ("parent", "type"), "ecs:clusters", "parent.type", "'ecs:cluster'"),
    ("eks:nodegroup", ("details", 0, "args", "clusterName"), "$parent.nam", "details[0].args.clusterName", "'name'"),
    ("eks:nodegroup", ("details", 0, "args", "nodegroupName"), "$inputs", "details[0].args.nodegroupName", "'$input'"),
    ("sqs:queue", ("details", 0, "args", "QueueUrl"), "$arn", "details[0].args.QueueUrl", "not known before"),
    ("sqs:queue", ("id",), "QueueArm", "id", "'QueueArn'"),
    ("sqs:queue", ("id",), "after_lst(QueueArn,':')", "id", "'after_last'"),
    ("sqs:queue", ("id",), "after_last(QueueArn)", "id", "takes 2 values"),
    ("s3:bucket", ("details", 2, "absent"), ["NoSuchThing"], None, None),  # S3's model names no errors
    ("lambda:function", ("optional_details", 2, "absent"), ["NotFoundException"], "optional_details[2].absent", "'Resource"),
    ("lambda:function", ("sensitive",), ["Environment.Variable"], "sensitive", "'Variables'"),
    ("lambda:function", ("sensitive",), ["Layers.Arn"], "sensitive", "put [] before"),
    ("lambda:function", ("name",), "Environment.Variables.NAME", "name", "sealed"),
    ("ec2:volume", ("volatile",), ["Attachment[]"], "volatile", "leave [] at the end out"),
    ("ssm:parameter", ("never",), ["GetParameterr"], "never", "'GetParameter'"),
    ("ec2:instance", ("cfn",), "AWS::EC2::Instanse", "cfn", "'AWS::EC2::Instance'"),
    ("ec2:instance", ("iam",), ["ec2:DescribeInstance"], "iam", "'DescribeInstances'"),
    ("ec2:instance", ("iam",), ["ec2:DescribeInstances", "ec2:DescribeVpcs"], "iam", "none of the operations needs it"),
    ("s3:bucket", ("iam",), [], "iam", "'s3:ListAllMyBuckets' is missing"),
    ("ec2:instance", ("optional_iam",), [], "optional_iam", "is missing"),
    ("ec2:instance", ("actions",), ["ec2:StopInstanzes"], "actions[0]", "'StopInstances'"),
    ("ec2:instance", ("actions",), ["ec2:DescribeInstances"], "actions[0]", "takes no resource"),
    ("ec2:instance", ("actions",), ["ec2:DeleteVolume"], "actions[0]", "does not apply to"),
    ("ec2:volume", ("scope",), "regio", "scope", "regional or global"),
    ("ec2:volume", ("constraints", 0, "when"), "State=='in_use'", "constraints[0].when", "'in-use'"),
    ("ec2:volume", ("constraints", 0, "when"), "Stat=='in-use'", "constraints[0].when", "'State'"),
    ("ec2:volume", ("constraints", 0, "when"), "Encrypted=='true'", "constraints[0].when", "`true` or `false`"),
    ("ec2:volume", ("constraints", 0, "when"), "Size", "constraints[0].when", "counts as true"),
    ("ec2:volume", ("constraints", 0, "when"), "`true`", "constraints[0].when", "literal"),
    ("ec2:volume", ("constraints", 0, "when"), "State>'a'", "constraints[0].when", "orders numbers only"),
    ("ec2:volume", ("constraints", 0, "when"), "Encrypted==`ture`", "constraints[0].when", "no JSON"),
    ("ec2:volume", ("constraints", 0, "when"), "State=", "constraints[0].when", "not a JMESPath expression"),
    ("ec2:volume", ("constraints", 0, "kind"), "blocks", "constraints[0].kind", "'block'"),
    ("lambda:function", ("constraints", 0, "needs"), None, "constraints[0].needs", "optional detail"),
    ("lambda:function", ("constraints", 1, "needs"), "GetFunction", "constraints[1].needs", "did you mean"),
    ("rds:db_instance", ("facts", "public"), "PubliclyAccesible", "facts.public.when", "'PubliclyAccessible'"),
    ("rds:db_instance", ("facts", "backed_up", 0, "why"), "{BackupRetention}", "facts.backed_up.why", "'BackupRetentionPeriod'"),
    ("ec2:instance", ("arn",), "ImageId", None, None),  # an id may be an ARN, as a stack's is
    ("ec2:subnet", ("arn",), "State", "arn", "no ARN"),
    ("ec2:subnet", ("state",), "SubnetId", "state", "no state"),
    ("ec2:subnet", ("id",), "State", "id", "one of a few texts"),
    ("ec2:subnet", ("id",), "Tags[?Key=='Name'].Value|[0]", "id", "tags are no id"),
    ("ec2:subnet", ("name",), "Tags[?Key=='Nane'].Value|[0]", "name", "'Name'"),
    ("ec2:security_group", ("name",), "SecurityGroupArn", "name", "a name of its own: GroupName"),
    ("ec2:subnet", ("scope",), "global", "scope", "has a ${Region}"),
    ("iam:user", ("scope",), "regional", "scope", "in one place"),
    ("lambda:layer", ("scope",), "global", "scope", "answers in each region"),
    ("wafv2:web_acl_global", ("scope",), "regional", "scope", "CLOUDFRONT"),
    ("firehose:delivery_stream", ("list", "paging"), None, "list.paging", "hands out HasMoreDeliveryStreams"),
    ("cloudfront:cache_policy", ("list", "paging"), None, "list.paging", "CachePolicyList.NextMarker"),
    ("ec2:instance", ("list", "paging"), {"input": "NextToken", "output": "NextToken"}, "list.paging", "leave it out"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "path", "value", "field", "words"), MISTAKES, ids=lambda part: str(part)[:40])
def test_a_mistake_is_told_with_its_field_and_what_was_expected(key, path, value, field, words):
    problems = told(key, path, value)
    if field is None:
        assert problems == []
        return
    assert any(problem.field == field and words in problem.expected for problem in problems), [*map(str, problems)]
    assert all(
        problem.file == f"{key.split(':')[0]}.yaml" and problem.type == key.split(":")[1] for problem in problems
    )


def test_a_listing_with_a_token_and_no_paginator_pages_by_its_pair_or_is_told():
    def paged(**paging):
        listing = {"operation": "ListTrafficPolicies", "items": "TrafficPolicySummaries[]", **paging}
        spec = ResourceSpec.from_dict("route53", "traffic_policy", {"scope": "global", "list": listing, "id": "Id"})
        return [problem.expected for problem in check_spec(spec) if problem.field.startswith("list")]

    marker = "TrafficPolicyIdMarker"
    assert "all after page one would be lost" in paged()[0]
    assert paged(paging={"input": marker, "output": marker}) == []
    assert "there is: MaxItems, TrafficPolicyIdMarker" in paged(paging={"input": "IdMarker", "output": marker})[0]
    assert "no page token" in paged(paging={"input": marker, "output": "MaxItems"})[0]
    assert "a page token is a text" in paged(paging={"input": marker, "output": "IsTruncated"})[0]
    assert "it is missing" in paged(paging={"input": marker})[0]


LISTED = "list: {operation: L, items: I}, id: N"
FORMS = [
    ("service: ecr", "two fields"),
    ("a: [b", "not YAML"),
    ("service: ecr\ntypes: {repository: {naem: x, " + LISTED + "}}", "naem: there is no such field; did you mean 'name'?"),
    ("service: ecr\ntypes: {repository: {list: {operation: L}, id: N}}", "list.items: the field is missing"),
    ("service: ecr\ntypes: {repository: {list: {operation: L, items: I}, id: N, sensitive: A}}", "sensitive: 'A': it is a list"),
    ("service: ecr\ntypes: {repository: {" + LISTED + ", details: [{operaton: A, args: {}}]}}", "details[0].operaton"),
    ("service: ecr\ntypes: {repository: {" + LISTED + ", aws_managed: {wehn: A}}}", "aws_managed.wehn: there is no such field"),
    ("service: ecr\ntypes: {repository: {list: x, id: N}}", "list: 'x': it has fields"),
    ("service: ecrr\ntypes: {repository: {list: {operation: L, items: I}, id: N}}", "no such service; did you mean 'ecr'?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FORMS, ids=lambda part: part[-40:])
def test_a_files_form_is_told_before_what_it_says(tmp_path, text, words):
    (tmp_path / "ecr.yaml").write_text(text)
    problems = check_file(tmp_path / "ecr.yaml")
    assert any(words in str(problem) for problem in problems), [*map(str, problems)]
    assert all(problem.file in ("ecr.yaml", "ecrr.yaml") for problem in problems)


KINDS = [
    ("Reservations[].Instances[].InstanceId", "list of text"),
    ("Reservations[].Instances[].[InstanceId]", "list of list of text"),
    ("Reservations[0].Instances[*].Tags[]", "list of record Tag"),
    ("Reservations[].Instances[] | [0].LaunchTime", "time"),
    ("length(Reservations)", "number"),
    ("Reservations[?length(Groups) > `0`] | [0].OwnerId || 'none'", "text"),
    ("sort_by(Reservations, &OwnerId)[0].ReservationId", "text"),
    ("map(&ReservationId, Reservations)", "list of text"),
    ("Reservations[].Instances[].{a: CpuOptions.CoreCount}", "list of record"),
    ("Reservations[].Instances[].MetadataOptions.HttpTokens | contains(@, 'optional')", "flag"),
    ("keys(@)", "list of text"),
    ("not_null(NextToken, `null`)", "text"),
    ("open_ports(Reservations)", "list of text"),
]


@pytest.mark.parametrize(("expression", "kind"), KINDS)
def test_expressions_are_typed_by_botocores_shapes(expression, kind):
    answer = of_shape(operation("ec2", "DescribeInstances").output_shape)
    assert infer(expression, answer).told == kind


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("Reservations[?Groups]", None),
        ("Reservations[?OwnerId > `1`]", "orders numbers only"),
        ("NextToken.A", "has no fields"),
        ("NextToken[]", "no list"),
        ("NextToken.*", "no fields"),
        ("contains(Reservations[].Instances[].State.Name, 'runing')", "'running'"),
        ("Reservations[].Instances[] | [?starts_with(State.Name, 'x')]", "none of its values"),
        ("sort_by(Reservations, OwnerId)", "has no field 'OwnerId'"),
        ("join(',', Reservations)", "must be: array-string"),
        ("length(NextToken) == NextToken", "never equal"),
        ("'a' == 'b'", "always the same"),
    ],
)
def test_what_can_not_be_is_told(expression, words):
    answer = of_shape(operation("ec2", "DescribeInstances").output_shape)
    if words is None:
        assert infer(expression, answer).name == "list"
        return
    with pytest.raises(MismatchError) as said:
        infer(expression, answer)
    assert words in str(said.value)


IN_CLEAR = Path(__file__).with_name("in_clear.txt").read_text().splitlines()


def test_what_awss_models_mark_as_sensitive_is_sealed_or_was_looked_at():
    every = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]
    kept = {f"{spec.key} {path or '.'}" for spec in every for path in open_ones(spec)}
    looked_at = {line for line in IN_CLEAR if line and not line.startswith("#")}
    assert kept - looked_at == set(), "seal these (`sensitive`), or say in in_clear.txt why they stay in clear"
    assert looked_at - kept == set(), "these are not kept in clear any more"
    assert sum(len(marked(spec)) for spec in every) > 200
