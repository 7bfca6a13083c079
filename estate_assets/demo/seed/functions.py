"""Lambda functions, the state machines that call them, and the event rules that start them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from estate_assets.demo import secrets
from estate_assets.demo.seed.place import workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_RUNTIMES = ("python3.12", "nodejs20.x", "java21", "python3.9", "dotnet8")


def plant(place: Place) -> None:
    """The serverless half of one region."""
    place.found["functions"] = [_function(place, number) for number in place.some(54, least=2)]
    for number in place.some(8):
        _state_machine(place, number)
    _events(place)


def _function(place: Place, number: int) -> str:
    awslambda = place.client("lambda")
    name = place.name(number, ("handler", "cron", "hook")[number % 3])
    variables = {"LOG_LEVEL": "INFO", "STAGE": place.environment(number)} | _secret_variables(number)
    arn: str = awslambda.create_function(
        FunctionName=name,
        Runtime=_RUNTIMES[number % len(_RUNTIMES)],
        Role=place.role(number),
        Handler="main.handler",
        Code={"ZipFile": _code()},
        Description=f"{name}: {workload(number).service} of {workload(number).team}",
        MemorySize=(128, 512, 2048)[number % 3],
        Timeout=(3, 30, 900)[number % 3],
        Environment={"Variables": variables},
        Tags=place.tags(number, name),
    )["FunctionArn"]
    if number % 10 == 1:
        awslambda.create_function_url_config(FunctionName=name, AuthType="NONE" if number % 20 == 1 else "AWS_IAM")
    place.count("lambda:function")
    return arn


def _secret_variables(number: int) -> dict[str, str]:
    match number % 4:
        case 0:
            return {"DATABASE_URL": f"postgresql://app:{secrets.LAMBDA_DATABASE_PASSWORD}@db.acme.example/orders"}
        case 1:
            return {"STRIPE_API_KEY": secrets.LAMBDA_API_KEY}
        case 2:
            return {"WEBHOOK_TOKEN": secrets.LAMBDA_WEBHOOK_TOKEN}
        case _:
            return {}


def _code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("main.py"), "def handler(event, context):\n    return event\n")
    return packed.getvalue()


def _state_machine(place: Place, number: int) -> None:
    name = place.name(number, "workflow")
    task = {"Type": "Task", "Resource": place.found["functions"][0], "End": True}
    tags = [{"key": tag["Key"], "value": tag["Value"]} for tag in place.tag_list(number, name)]
    place.client("stepfunctions").create_state_machine(
        name=name,
        definition=json.dumps({"StartAt": "Work", "States": {"Work": task}}),
        roleArn=place.role(number),
        tags=tags,
    )
    place.count("stepfunctions:state_machine")


def _events(place: Place) -> None:
    events = place.client("events")
    buses = ["default"]
    for number in place.some(3):
        name = place.name(number, "bus")
        events.create_event_bus(Name=name, Tags=place.tag_list(number, name))
        buses.append(name)
        place.count("events:event_bus")
    for number in place.some(22, least=2):
        name, bus = place.name(number, "rule"), buses[number % len(buses)]
        # AWS takes schedules on the default bus only.
        trigger: dict[str, Any] = {"EventPattern": json.dumps({"source": [f"acme.{workload(number).team}"]})}
        if bus == "default":
            trigger = {"ScheduleExpression": f"rate({number + 2} minutes)"}
        state = "DISABLED" if number % 5 == 1 else "ENABLED"
        events.put_rule(Name=name, EventBusName=bus, State=state, Tags=place.tag_list(number, name), **trigger)
        place.count("events:rule")
