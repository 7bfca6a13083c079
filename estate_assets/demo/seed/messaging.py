"""SQS queues, SNS topics and the subscriptions between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place


def plant(place: Place) -> None:
    """The queues and topics of one region."""
    queues = [_queue(place, number) for number in place.some(20, least=2)]
    for number in place.some(12):
        _topic(place, number, [queue for queue in queues if not queue.endswith(".fifo")])


def _queue(place: Place, number: int) -> str:
    sqs = place.client("sqs")
    fifo = number % 6 == 1
    name = place.name(number, ("jobs", "events", "dead-letters")[number % 3]) + (".fifo" if fifo else "")
    attributes = {"MessageRetentionPeriod": "345600", "VisibilityTimeout": "60"}
    if fifo:
        attributes["FifoQueue"] = "true"
    if number % 4 == 0:
        attributes["KmsMasterKeyId"] = place.found["keys"][0]
    if number and number % 5 == 0 and not fifo:
        target = place.arn("sqs", place.name(2, "dead-letters"))
        attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 5})
    sqs.create_queue(QueueName=name, Attributes=attributes, tags=place.tags(number, name))
    place.count("sqs:queue")
    return place.arn("sqs", name)


def _topic(place: Place, number: int, plain: list[str]) -> None:
    sns = place.client("sns")
    name = place.name(number, "alerts")
    key = {"Attributes": {"KmsMasterKeyId": place.found["keys"][0]}} if number % 2 else {}
    topic = sns.create_topic(Name=name, Tags=place.tag_list(number, name), **key)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=plain[number % len(plain)])
    place.count("sns:topic")
    place.count("sns:subscription")
    if number % 3 == 0:
        sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=f"https://hooks.acme.example/{name}")
        place.count("sns:subscription")
