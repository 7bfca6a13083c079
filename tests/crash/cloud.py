"""A loopback AWS with a small estate of two accounts: as it was, and as it is now. Answers in a millisecond, and counts its calls."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fake_aws import Call, Fault, Handler, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS = ("111122223333", "222233334444")
REGIONS = ("eu-west-1", "us-east-1")
SERVICES = ("appsync", "autoscaling", "logs", "secretsmanager", "sqs")
CELLS = len(ACCOUNTS) * len(REGIONS) * len(SERVICES)
PAGE = 5
SIZES = {"secret": 12, "api": 7, "group": 5, "queue": 4, "log": 4}


class Cloud:
    """The estate. `age` 0 is as it was; at 1, of each kind some are gone, some have changed, and some are new."""

    def __init__(self) -> None:
        self.url, self.age = "", 0
        self.calls: Counter[str] = Counter()
        #: Calls that list, by account, region and operation.
        self.lists: Counter[tuple[str, str, str]] = Counter()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Counts from nothing again."""
        self.calls, self.lists = Counter(), Counter()

    def answer(self, call: Call) -> Any:
        """What AWS says to a call."""
        account = call.access_key[-12:]
        with self._lock:
            self.calls[f"{call.service}:{call.operation}"] += 1
            if call.service in SERVICES and not call.operation.startswith(("GetQueue", "ListQueueT", "ListTagsFor")):
                self.lists[account, call.region, call.operation] += 1
        known = getattr(self, f"_{call.service}_{call.operation}", None)
        return known(account, call) if known else Fault("Unscripted", 400, f"{call.service}:{call.operation}")

    def _names(self, kind: str) -> list[tuple[str, int]]:
        """The names of a kind, and how each is now."""
        every = range(SIZES[kind] + (2 if self.age else 0))
        there = [n for n in every if not (self.age and n % 5 == 3)]
        return [(f"{kind}-{n:02d}", 1 if self.age and n % 7 == 1 else 0) for n in there]

    def _sts_AssumeRole(self, _: str, call: Call) -> Any:  # noqa: N802  # AWS's own names, here and below
        key = "AKIDFORTHEROLE" + call.params["RoleArn"].split(":")[4]
        credentials = {"AccessKeyId": key, "SecretAccessKey": "s", "SessionToken": "t"}
        return {"Credentials": {**credentials, "Expiration": "2100-01-01T00:00:00Z"}}

    def _sts_GetCallerIdentity(self, account: str, _: Call) -> Any:  # noqa: N802
        return {"Account": account, "Arn": f"arn:aws:iam::{account}:user/estate", "UserId": "u"}

    def _ec2_DescribeRegions(self, _: str, __: Call) -> Any:  # noqa: N802
        return {"Regions": [{"RegionName": region} for region in REGIONS]}

    def _iam_GetContextKeysForPrincipalPolicy(self, _: str, __: Call) -> Any:  # noqa: N802
        return {"ContextKeyNames": []}

    def _iam_SimulatePrincipalPolicy(self, _: str, call: Call) -> Any:  # noqa: N802
        actions, targets = (
            [value for name, value in call.params.items() if name.startswith(f"{kind}.member.")]
            for kind in ("ActionNames", "ResourceArns")
        )
        verdicts = [
            {"EvalActionName": a, "EvalResourceName": t, "EvalDecision": "allowed" if len(a) % 2 else "implicitDeny"}
            for a in actions
            for t in targets
        ]
        return {"EvaluationResults": verdicts, "IsTruncated": False}

    def _secretsmanager_ListSecrets(self, account: str, call: Call) -> Any:  # noqa: N802
        every = [
            {
                "Name": name, "ARN": f"arn:aws:secretsmanager:{call.region}:{account}:secret:{name}-a1b2c3",
                "Description": f"version {changed}", "Tags": [{"Key": "Team", "Value": f"team-{len(name) % 3}"}],
            }
            for name, changed in self._names("secret")
        ]  # fmt: skip
        at = int(call.params.get("NextToken") or 0)
        more = {"NextToken": str(at + PAGE)} if at + PAGE < len(every) else {}
        return {"SecretList": every[at : at + PAGE], **more}

    def _appsync_ListGraphqlApis(self, account: str, call: Call) -> Any:  # noqa: N802
        place = f"arn:aws:appsync:{call.region}:{account}:apis/"
        return {
            "graphqlApis": [
                {"name": name, "apiId": name, "arn": place + name, "xrayEnabled": bool(changed), "tags": {"n": name}}
                for name, changed in self._names("api")
            ]
        }

    def _autoscaling_DescribeAutoScalingGroups(self, account: str, call: Call) -> Any:  # noqa: N802
        place = f"arn:aws:autoscaling:{call.region}:{account}:autoScalingGroup:u:autoScalingGroupName/"
        return {
            "AutoScalingGroups": [
                {"AutoScalingGroupName": name, "AutoScalingGroupARN": place + name, "MinSize": changed, "MaxSize": 9}
                for name, changed in self._names("group")
            ]
        }

    def _autoscaling_DescribeLaunchConfigurations(self, _: str, __: Call) -> Any:  # noqa: N802
        return {"LaunchConfigurations": []}

    def _logs_DescribeLogGroups(self, account: str, call: Call) -> Any:  # noqa: N802
        place = f"arn:aws:logs:{call.region}:{account}:log-group:"
        return {
            "logGroups": [
                {
                    "logGroupName": name,
                    "logGroupArn": place + name,
                    "arn": f"{place}{name}:*",
                    "retentionInDays": 7 + changed,
                }
                for name, changed in self._names("log")
            ]
        }

    def _logs_ListTagsForResource(self, _: str, call: Call) -> Any:  # noqa: N802
        return {"tags": {"Of": call.params["resourceArn"].rpartition(":")[2]}}

    def _sqs_ListQueues(self, account: str, call: Call) -> Any:  # noqa: N802
        return {"QueueUrls": [f"https://{call.region}/{account}/{name}" for name, _ in self._names("queue")]}

    def _sqs_GetQueueAttributes(self, account: str, call: Call) -> Any:  # noqa: N802
        name = call.params["QueueUrl"].rpartition("/")[2]
        seconds = str(30 + dict(self._names("queue"))[name])
        return {"Attributes": {"QueueArn": f"arn:aws:sqs:{call.region}:{account}:{name}", "VisibilityTimeout": seconds}}

    def _sqs_ListQueueTags(self, _: str, __: Call) -> Any:  # noqa: N802
        return {"Tags": {"Team": "queues"}}


@contextmanager
def serving() -> Iterator[Cloud]:
    """The estate on a port of its own."""
    server, cloud = Server(("127.0.0.1", 0), Handler), Cloud()
    server.aws, cloud.url = cloud, f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield cloud
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
