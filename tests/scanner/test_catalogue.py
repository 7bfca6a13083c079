"""The built-in catalogue, held against botocore's models: what it names is there, and what it hides stays hidden."""

import re

import pytest
from fake_aws import SESSION, model_of

from estate_assets.scanner import catalogue
from estate_assets.scanner.observation import TokenPair, token_pair
from estate_assets.scanner.spec import VARIABLE, compiled, search

SPECS = [spec for service in catalogue.services() for spec in catalogue.specs(service)]
every_spec = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.key)
#: Sealed should it ever come: no operation that is asked gives it today.
GUARDS = {("ec2:instance", "UserData")}
PAGES = re.compile(r"(?i)^(next.*token|.*marker|position|next.*page.*|paginationtoken|continuationtoken)$")


def operation(spec, name):
    """An operation's model; a listing may be of another service's API."""
    service = spec.list.service if spec.list.service and name == spec.list.operation else spec.service
    return model_of(service).operation_model(name)


def listed(spec):
    """The shape of the listing's own items. `[@]` and `[Member]` make a list of an answer that is one item."""
    shape = operation(spec, spec.list.operation).output_shape
    steps = re.findall(r"(\w+)(\[\])?", spec.list.items)
    for name, many in steps:
        shape = shape.members[name]
        assert (shape.type_name == "list") is bool(many), name
        shape = shape.member if many else shape
    return shape


def details(spec):
    return (*spec.details, *spec.optional_details)


def questions(spec):
    """Each operation that the spec asks, with the parameters it gives."""
    given = set(spec.list.params) | set(spec.parent.args if spec.parent else ())
    yield spec.list.operation, given | ({spec.list.region_param} if spec.list.region_param else set())
    if spec.aws_managed and spec.aws_managed.params:
        yield spec.list.operation, given | set(spec.aws_managed.params)
    for detail in details(spec):
        yield detail.operation, set(detail.args)
    if spec.tags and spec.tags.operation:
        yield spec.tags.operation, set(spec.tags.args)


def expressions(spec):
    """Each JMESPath of the spec."""
    yield from (spec.list.items, spec.list.region, spec.list.skip, spec.name, spec.created, spec.state, spec.arn)
    yield from (expression for expression in spec.arn_vars.values() if not expression.startswith("$"))
    yield from (spec.list.owner, spec.aws_managed.when if spec.aws_managed else None)
    yield from (rule.when for rule in spec.constraints)
    yield from (detail.path for detail in details(spec))
    yield from (spec.id,) if spec.id != "$input" else ()
    yield from spec.parent.args.values() if spec.parent else ()
    if spec.tags:
        yield from (spec.tags.path, spec.tags.items, spec.tags.match)
    args = [value for detail in details(spec) for value in detail.args.values()]
    for value in [*args, *(spec.tags.args.values() if spec.tags else ())]:
        yield from (part for part in ([value] if isinstance(value, str) else value) if not part.startswith("$"))


def fields(expression):
    """The dotted paths of fields that an expression reads, as far as they are plain: `A.B`, `A[].B` as `A.B`."""
    return re.findall(r"[A-Za-z_]\w*(?:(?:\[[^\]']*\])?\.[A-Za-z_]\w*)*", expression)


def bare(path):
    return re.sub(r"\[[^\]]*\]", "", path)


@every_spec
def test_every_expression_compiles_and_can_be_asked_of_anything(spec):
    for expression in filter(None, expressions(spec)):
        compiled(expression)
        for data in ({}, {"Tags": None}, [], "text", None):
            search(expression, data)


@every_spec
def test_every_operation_is_in_botocores_model_and_takes_these_parameters(spec):
    for name, params in questions(spec):
        shape = operation(spec, name).input_shape
        assert params <= set(shape.members if shape else ()), name


@every_spec
def test_every_parameter_that_an_operation_requires_is_given(spec):
    for name, params in questions(spec):
        shape = operation(spec, name).input_shape
        assert set(shape.required_members if shape else ()) <= params, name


@every_spec
def test_what_a_listing_finds_is_a_list_in_the_operations_answer(spec):
    assert listed(spec)


@every_spec
def test_a_listing_that_hands_out_a_page_token_is_paged(spec):
    """Where neither botocore's paginators nor our token pairs know it, everything after page one is silently missing."""
    model = operation(spec, spec.list.operation)
    tokens = {name for name in model.output_shape.members if PAGES.match(name)}
    if tokens:
        assert paging(spec, model).outputs, tokens


def paging(spec, model):
    if spec.list.paging:
        return TokenPair((spec.list.paging["input"],), (spec.list.paging["output"],))
    try:
        paginator = SESSION.get_paginator_model(spec.list.service or spec.service).get_paginator(model.name)
    except ValueError:
        paginator = None
    return token_pair(paginator, model)


def shape_of_item(spec):
    """The shape of what the record's properties hold: the listing's item, or what the details replace it with."""
    shape = listed(spec)
    members = dict(shape.members) if shape.type_name == "structure" else {}
    for detail in details(spec):
        found = operation(spec, detail.operation).output_shape
        for step in re.findall(r"\w+", re.sub(r"\[[^\]]*\]", "", detail.path or "")):
            found = found.member if found.type_name == "list" else found
            found = found.members[step]
        found = found.member if found.type_name == "list" and "[" in (detail.path or "") else found
        if detail.into:
            members[detail.into] = found
        elif found.type_name == "structure":
            members |= found.members
        elif found.type_name == "map":
            return None  # free-form: SQS gives its attributes as a map
    return members


@pytest.mark.parametrize("spec", [s for s in SPECS if s.sensitive], ids=lambda spec: spec.key)
def test_every_sensitive_path_leads_to_a_field_so_that_something_is_sealed(spec):
    members = shape_of_item(spec)
    for path in spec.sensitive:
        if (spec.key, path) not in GUARDS:
            follow(members, path)


@pytest.mark.parametrize("spec", [s for s in SPECS if s.volatile], ids=lambda spec: spec.key)
def test_every_volatile_path_leads_to_a_field(spec):
    members = shape_of_item(spec)
    if members is not None:
        for path in spec.volatile:
            follow(members, path)


def follow(members, path):
    """Walks a path `A.B[].C` through shapes; a list must be walked with [], and nothing else may be."""
    shape = None
    for step in path.split("."):
        if shape is not None:
            if shape.type_name == "map":
                return
            members = shape.members
        name, depth = step.replace("[]", ""), step.count("[]")
        assert name in members, f"{path}: no {name}"
        shape = members[name]
        for _ in range(depth):
            assert shape.type_name == "list", f"{path}: {name} is no list"
            shape = shape.member
    assert not path.endswith("[]")


@every_spec
def test_nothing_that_names_a_resource_reads_a_sensitive_field(spec):
    """Ids, names, ARNs, states and times are in clear everywhere: none of them may come from a sealed field."""
    named = (spec.id, spec.name, spec.arn, spec.created, spec.state, *spec.arn_vars.values())
    read = {bare(path) for expression in filter(None, named) for path in fields(expression)}
    for path in map(bare, spec.sensitive):
        for field in read:
            assert not (field + ".").startswith(path + "."), (path, field)
            assert not (path + ".").startswith(field + "."), (path, field)


@every_spec
def test_no_constraint_compares_a_sensitive_field(spec):
    read = {bare(path) for rule in spec.constraints for path in fields(rule.when)}
    assert not [path for path in map(bare, spec.sensitive) for field in read if (field + ".").startswith(path + ".")]


@every_spec
def test_what_must_never_be_asked_is_not_asked(spec):
    asked = {name for name, _ in questions(spec)}
    assert not asked & set(spec.never)
    assert not [name for name in asked if not re.match(r"(?:Get|List|Describe|Search|BatchGet)", name)]
    assert not asked & {"GetSecretValue", "BatchGetSecretValue", "GetParameter", "GetParameters", "GetParametersByPath"}


@every_spec
def test_a_template_for_arns_has_a_value_for_each_variable(spec):
    known = {"Partition", "Region", "Account", *spec.arn_vars}
    assert set(VARIABLE.findall(spec.arn_template or "")) <= known
    assert spec.arn or spec.arn_template


@every_spec
def test_a_parent_comes_before_its_children_in_the_same_scope(spec):
    if spec.parent:
        siblings = catalogue.specs(spec.service)
        before = siblings[: siblings.index(spec)]
        (parent,) = [one for one in before if one.key == spec.parent.type]
        assert parent.scope == spec.scope


@every_spec
def test_every_action_is_one_of_iams_and_every_rule_blocks_warns_or_notes(spec):
    action = re.compile(r"[a-z0-9-]+:[A-Z]\w+")
    assert all(action.fullmatch(one.action) for one in spec.actions)
    assert all(action.fullmatch(name) for rule in spec.constraints for name in rule.actions)
    assert all(action.fullmatch(name) for name in spec.iam)
    assert {rule.kind for rule in spec.constraints} <= {"block", "risk", "note"}
    assert all(bool(rule.actions) == (rule.kind != "note") for rule in spec.constraints)
    assert len({rule.rule for rule in spec.constraints}) == len(spec.constraints)
    assert {one.target for one in spec.actions} <= {"self", "*", "{arn}/*"}


def test_every_file_is_named_for_its_service_and_no_type_comes_twice():
    assert all(spec.service == service for service in catalogue.services() for spec in catalogue.specs(service))
    assert len({spec.key for spec in SPECS}) == len(SPECS) >= 257
    assert len(catalogue.services()) >= 107
