"""The questions, each with a predicate that tells its answers from the fields, and which of them are for tuning.

`opposite`, where there is one: what would be an inverted answer (public for private). A paraphrase says what it wants in words
that were in no table when it was written; `understanding/thesaurus.yaml` came later, with the misses of the tuning half in view.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import truth as t
from bench.truth import Is, nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.model import AWSResource

SPLIT_SEED = 7


@dataclass(frozen=True)
class Question:
    """One question. `half` is `tune` or `test`."""

    kind: str
    text: str
    relevant: Is
    opposite: Is = nothing
    half: str = ""


def questions(estate: list[AWSResource]) -> list[Question]:
    """All questions, split in halves within each kind."""
    return halved([Question(kind, *row) for kind, rows in WRITTEN.items() for row in rows] + list(_exact(estate)))


def halved(every: list[Question]) -> list[Question]:
    """The questions by kind, every other one for tuning."""
    dice = random.Random(SPLIT_SEED)  # noqa: S311  # not for secrets
    found: list[Question] = []
    for kind in dict.fromkeys(one.kind for one in every):
        some = [one for one in every if one.kind == kind]
        dice.shuffle(some)
        found += [
            Question(o.kind, o.text, o.relevant, o.opposite, "tune" if n % 2 else "test") for n, o in enumerate(some)
        ]
    return found


def _exact(estate: list[AWSResource]) -> Iterator[Question]:
    """Questions for one thing by what names it, taken from the estate."""

    def pick(is_: Is, number: int) -> AWSResource:
        return [one for one in estate if is_(one)][number]

    def mentions(text: str) -> Is:
        return Is(lambda one: text in str(one.properties) or text in one.arn)

    def only(one: AWSResource) -> Is:
        return Is(lambda other: other.point_id == one.point_id)

    for number, form in ((7, "{}"), (31, "instance {}"), (99, "what is {}?"), (200, "show me {} please")):
        one = pick(t.instance, number)
        yield Question("exact", form.format(one.id), only(one))
    for number, form in ((3, "{}"), (50, "which server has the address {}"), (120, "{} private ip")):
        address = pick(t.instance, number).properties["PrivateIpAddress"]
        yield Question("exact", form.format(address), mentions(f"'{address}'"))
    address = pick(Is(lambda one: "PublicIpAddress" in one.properties), 5).properties["PublicIpAddress"]
    yield Question("exact", f"who owns {address}", mentions(f"'{address}'"))
    for is_, number, form in (
        (t.queue, 12, "{}"), (t.bucket, 40, "{}"), (t.function, 8, "describe {}"), (t.relational, 9, "{}"), (t.role, 77, "role {}"),
        (t.balancer, 21, "tell me about {}"),
    ):  # fmt: skip
        one = pick(is_, number)
        yield Question("exact", form.format(one.arn), only(one))
    for is_, number, form in (
        (t.queue, 41, "{}"), (t.bucket, 101, "the bucket {}"), (t.function, 60, "{}"), (t.relational, 30, "database {}"),
        (t.alarm, 17, "alarm {}"), (t.secret, 15, "{}"), (t.parameter, 33, "parameter {}"), (t.logs, 12, "{}"),
    ):  # fmt: skip
        name = pick(is_, number).name
        yield Question("exact", form.format(name), Is(lambda one, name=name: name in (one.name, one.id)))  # type: ignore[misc]
    for is_, number, path in (
        (t.kind("rds:db_instance"), 14, "Endpoint"),
        (t.balancer, 11, "DNSName"),
        (t.kind("rds:db_cluster"), 2, "Endpoint"),
    ):
        found = pick(is_, number).properties[path]
        host = found["Address"] if isinstance(found, dict) else found
        yield Question("exact", f"what listens at {host}", mentions(host))
    for is_, number in ((t.volume, 9), (t.group, 40), (t.snapshot, 3), (t.key, 5), (t.subnet, 8)):
        one = pick(is_, number)
        yield Question("exact", one.id, only(one))
    yield Question("exact", pick(t.volume, 77).id.upper(), only(pick(t.volume, 77)))


_P, _N = (t.public, t.private)
WRITTEN: dict[str, list[tuple[str, Is] | tuple[str, Is, Is]]] = {
    "plain": [
        ("databases", t.database), ("all S3 buckets in Ireland", t.bucket & t.ireland), ("lambda functions", t.function),
        ("production servers", t.instance & t.production), ("message queues of the orders team", t.queue & t.team("orders")),
        ("EC2 instances in Frankfurt", t.instance & t.frankfurt), ("running virtual machines in us-east-1", t.instance & t.virginia & t.state("running")),
        ("stopped instances", t.instance & t.state("stopped"), t.instance & t.state("running")),
        ("load balancers in staging", t.balancer & t.staging), ("SNS topics owned by growth", t.topic & t.team("growth")),
        ("DynamoDB tables in Sydney", t.table & t.sydney), ("postgres databases", t.relational & t.field("Engine", "postgres")),
        ("secrets of the payments team", t.secret & t.team("payments")), ("KMS keys that are disabled", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("alarms that are firing", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")), ("IAM users in the production account", t.user & t.account("acme-production")),
        ("EBS volumes that are not attached", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("security groups open to the world", t.group & _P, t.group & _N), ("publicly reachable databases", t.relational & _P, t.relational & _N),
        ("public buckets", t.bucket & _P, t.bucket & _N), ("encrypted volumes in Europe", t.volume & t.encrypted & t.europe, t.volume & t.unencrypted),
        ("internet-facing load balancers", t.balancer & _P, t.balancer & _N), ("ECS services", t.container), ("Kubernetes clusters", t.kind("eks:cluster")),
        ("log groups in development", t.logs & t.development), ("python functions", t.function & t.field("Runtime", "python3.12", "python3.9")),
        ("EventBridge rules that are disabled", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("VPCs in the acme-data account", t.kind("ec2:vpc") & t.account("acme-data")), ("NAT gateways", t.kind("ec2:nat_gateway")),
        ("database snapshots in Oregon", t.db_snapshot & t.oregon), ("hosted zones", t.zone), ("step functions", t.machine),
        ("functions of the mobile team in production", t.function & t.team("mobile") & t.production),
        ("databases with deletion protection", t.database & t.protected, t.database & t.unprotected),
        ("backed up databases in Virginia", t.database & t.backed_up & t.virginia, t.database & t.not_backed_up),
        ("servers created in the last 7 days", t.instance & t.younger(7)), ("databases older than two years", t.database & ~t.younger(730.5)),
        ("volumes created since October", t.volume & t.between("2026-10-01")), ("snapshots made before 2023", (t.snapshot | t.db_snapshot) & t.between("0", "2023-01-01")),
        ("mysql databases in the US", t.relational & t.field("Engine", "mysql") & t.america), ("key pairs", t.kind("ec2:key_pair")),
        ("subnets in Ireland", t.subnet & t.ireland), ("SSM parameters of the login app", t.parameter & t.word("login")), ("functions that failed", t.function & t.state("Failed"), t.function & t.state("Active")),
    ],
    "paraphrased": [
        ("compute boxes that somebody powered down", t.instance & t.state("stopped"), t.instance & t.state("running")),
        ("relational stores anyone on the web can connect to", t.relational & _P, t.relational & _N),
        ("hard drives that nothing is using", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("event driven scripts written in JavaScript", t.function & t.field("Runtime", "nodejs20.x", "nodejs16.x")),
        ("message buffers between services in the Irish data centre", t.queue & t.ireland),
        ("who can sign in to our production tenant", t.user & t.account("acme-production")),
        ("traffic distributors that strangers can reach", t.balancer & _P, t.balancer & _N),
        ("confidential strings that checkout needs to start", t.secret & t.word("checkout")),
        ("where the pictures of the goods we sell are kept", t.bucket & t.named("product-images")),
        ("photos that people uploaded of themselves", t.bucket & t.named("avatars")), ("bills that we sent to clients", t.bucket & t.named("customer-invoices")),
        ("what shrinks pictures", t.function & t.named("resize-images")), ("what mails people their proof of purchase", t.function & t.named("send-receipt")),
        ("what erases somebody's personal information", t.function & t.named("delete-user-data")),
        ("monitors that have gone red", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("cipher material that is about to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("saved copies of hard drives", t.snapshot), ("copies of MySQL and the like from before a migration", t.db_snapshot),
        ("slices of the networks' address space", t.subnet), ("chores that are run on a timetable", t.rule), ("timers that are paused", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("broadcast channels of the parcel people", t.topic & t.team("logistics")), ("pub/sub channels in Oregon", t.topic & t.oregon),
        ("multi step processes that are orchestrated", t.machine), ("text output of cloud scripts", t.logs),
        ("packet filters that let the whole planet in", t.group & _P, t.group & _N), ("schemaless stores that are paid per request", t.table & Is(lambda o: o.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")),
        ("data stores that one could wipe out by mistake", t.database & t.unprotected, t.database & t.protected),
        ("data stores with nothing to restore from", t.database & t.not_backed_up, t.database & t.backed_up),
        ("what we run on Microsoft SQL", t.relational & t.field("Engine", "sqlserver-se")), ("what do we pay Oracle licences for", t.relational & t.field("Engine", "oracle-se2")),
        ("items nobody takes responsibility for", t.unowned), ("parked virtual computers on the US west coast", t.instance & t.oregon & t.state("stopped"), t.instance & t.state("running")),
        ("how do private networks get out to the web", t.kind("ec2:nat_gateway", "ec2:internet_gateway")), ("credentials for shelling into jump hosts", t.kind("ec2:key_pair")),
        ("our names in the domain name system", t.zone), ("central settings of the pricing software", t.parameter & t.word("pricing")),
        ("managed container orchestration control planes", t.kind("eks:cluster", "ecs:cluster")), ("long running dockerised workloads", t.container),
        ("hard drives whose content a thief could read", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("boxes for computing down under", t.instance & t.sydney), ("identities that software assumes to get its rights", t.role),
        ("relational stores in Germany", t.relational & t.frankfurt),
        ("file dumps the entire planet can download", t.bucket & _P, t.bucket & _N), ("what pages an engineer when the processor is busy", t.alarm & t.named("high-cpu")),
        ("which script tells customers where their delivery is", t.function & t.named("poll-carriers")), ("what works out whether a buyer is a crook", t.function & t.named("score-transaction")),
        ("what teaches the model which goods to suggest", t.function & t.named("train-model")), ("binaries of our phone software", t.bucket & t.named("app-releases")),
        ("trained weights of the suggestion engine", t.bucket & t.named("model-artifacts")), ("humans who may get into staging", t.user & t.account("acme-staging")),
        ("where messages land that nobody could process", t.queue & t.named("dlq")),
        ("columnar files for analytics", t.bucket & t.named("parquet-tables")), ("traffic distributors that only colleagues can reach", t.balancer & _N, t.balancer & _P),
        ("relational stores that strangers on the web cannot get at", t.relational & _N, t.relational & _P), ("cloud scripts that came to grief", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("computing boxes of the pre-release environment", t.instance & t.staging), ("text files of what happened on sites, dumped by web servers", t.bucket & t.named("access-logs")),
        ("scrambled hard drives on the American east coast", t.volume & t.encrypted & t.virginia, t.volume & t.unencrypted), ("scripts on the old Node 16", t.function & t.field("Runtime", "nodejs16.x"), nothing),
        ("computing boxes that came up within the past month", t.instance & t.younger(30.44)), ("Kubernetes control planes that answer on the web", t.kind("eks:cluster") & _P, t.kind("eks:cluster") & _N),
    ],
    "literal": [
        ("ec2:instance t3.micro", t.instance & t.field("InstanceType", "t3.micro")), ("rds:db_instance eu-west-1", t.kind("rds:db_instance") & t.ireland),
        ("lambda nodejs16.x", t.function & t.field("Runtime", "nodejs16.x")), ("gp2 volumes", t.volume & t.field("VolumeType", "gp2")), ("python3.9", t.function & t.field("Runtime", "python3.9")),
        ("Team=payments queues", t.queue & t.tagged("Team", "payments")), ("tag:Environment=production s3 bucket", t.bucket & t.tagged("Environment", "production")),
        ("sqs us-west-2", t.service("sqs") & t.oregon), ("db.r6g.large", t.relational & t.field("DBInstanceClass", "db.r6g.large")), ("managed-by=terraform tables", t.table & t.tagged("managed-by", "terraform")),
        ("account 527364819012 buckets", t.bucket & t.account("acme-staging")), ("aurora-postgresql", t.kind("rds:db_cluster")), ("SecureString parameters", t.parameter & t.field("Type", "SecureString")),
        ("FARGATE services", t.container & t.field("launchType", "FARGATE")), ("PAY_PER_REQUEST tables", t.table & Is(lambda o: o.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")),
        ("arn:aws:lambda:eu-central-1", t.service("lambda") & t.frankfurt), ("high-cpu alarms ap-southeast-2", t.alarm & t.named("high-cpu") & t.sydney), ("java21 functions", t.function & t.field("Runtime", "java21")),
        ("PendingDeletion", t.key & t.state("PendingDeletion")), ("m6i.xlarge eu-central-1", t.instance & t.field("InstanceType", "m6i.xlarge") & t.frankfurt),
    ],
    "negated": [
        ("databases that are not encrypted", t.database & t.unencrypted, t.database & t.encrypted), ("unencrypted volumes", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("databases without deletion protection", t.database & t.unprotected, t.database & t.protected), ("queues that aren't encrypted", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("load balancers that are not internet facing", t.balancer & _N, t.balancer & _P), ("databases without backups", t.database & t.not_backed_up, t.database & t.backed_up),
        ("private databases", t.relational & _N, t.relational & _P), ("buckets that are not public", t.bucket & _N, t.bucket & _P), ("instances that are not running", t.instance & ~t.state("running"), t.instance & t.state("running")),
        ("untagged volumes", t.volume & t.untagged, t.volume & ~t.untagged), ("functions without owner", t.function & t.unowned, t.function & ~t.unowned), ("queues not in Frankfurt", t.queue & ~t.frankfurt, t.queue & t.frankfurt),
        ("non-production databases", t.database & ~t.production, t.database & t.production), ("snapshots lacking encryption", (t.snapshot | t.db_snapshot) & t.unencrypted, (t.snapshot | t.db_snapshot) & t.encrypted),
        ("topics with no encryption", t.topic & t.unencrypted, t.topic & t.encrypted), ("tables that do not have point in time recovery", t.table & t.not_backed_up, t.table & t.backed_up),
        ("internal load balancers", t.balancer & _N, t.balancer & _P), ("servers outside Europe", t.instance & ~t.europe, t.instance & t.europe), ("databases not owned by payments", t.database & ~t.team("payments"), t.database & t.team("payments")),
        ("databases that can't be reached from the internet", t.relational & _N, t.relational & _P), ("security groups that are not open to the internet", t.group & _N, t.group & _P),
        ("clusters that are not publicly accessible", t.kind("eks:cluster") & _N, t.kind("eks:cluster") & _P), ("secrets without an Environment tag", t.secret & ~t.tagged("Environment"), t.secret & t.tagged("Environment")),
        ("alarms that are not ok", t.alarm & ~t.state("OK"), t.alarm & t.state("OK")), ("databases with encryption turned off", t.relational & t.unencrypted, t.database & t.encrypted),
        ("volumes never encrypted", t.volume & t.unencrypted, t.volume & t.encrypted), ("databases where deletion protection is disabled", t.database & t.unprotected, t.database & t.protected),
        ("queues neither encrypted nor in Ireland", t.queue & t.unencrypted & ~t.ireland, t.queue & (t.encrypted | t.ireland)), ("functions not written in python", t.function & ~t.field("Runtime", "python3.12", "python3.9"), t.function & t.field("Runtime", "python3.12", "python3.9")),
        ("buckets missing tags", t.bucket & t.untagged, t.bucket & ~t.untagged),
    ],
    "composed": [
        ("unencrypted production databases in Frankfurt owned by payments", t.relational & t.unencrypted & t.production & t.frankfurt & t.team("payments"), t.database & t.encrypted),
        ("stopped servers of the orders team in Ireland", t.instance & t.state("stopped") & t.team("orders") & t.ireland, t.instance & t.state("running")),
        ("public databases in production without deletion protection", t.relational & _P & t.production & t.unprotected, t.relational & (_N | t.protected)),
        ("python functions of data-platform in us-east-1", t.function & t.field("Runtime", "python3.12", "python3.9") & t.team("data-platform") & t.virginia),
        ("encrypted gp3 volumes in the staging account", t.volume & t.encrypted & t.field("VolumeType", "gp3") & t.account("acme-staging"), t.volume & t.unencrypted),
        ("internet facing load balancers of the growth team in production", t.balancer & _P & t.team("growth") & t.production, t.balancer & _N),
        ("unencrypted queues and topics in Sydney", (t.queue | t.topic) & t.unencrypted & t.sydney, (t.queue | t.topic) & t.encrypted),
        ("buckets created this year by identity in Oregon", t.bucket & t.between("2026-01-01") & t.team("identity") & t.oregon),
        ("postgres databases in Europe that are publicly accessible and not backed up", t.relational & t.field("Engine", "postgres") & t.europe & _P & t.not_backed_up, t.relational & (_N | t.backed_up)),
        ("alarms in alarm in production owned by logistics", t.alarm & t.state("ALARM") & t.production & t.team("logistics"), t.alarm & t.state("OK")),
        ("running t3.micro instances older than a year", t.instance & t.state("running") & t.field("InstanceType", "t3.micro") & ~t.younger(365.25), t.instance & t.state("stopped")),
        ("checkout queues in Frankfurt and Ireland", t.queue & t.word("checkout") & t.europe), ("unattached volumes that are not encrypted", t.volume & t.state("available") & t.unencrypted, t.volume & (t.encrypted | t.state("in-use"))),
        ("dev databases with deletion protection", t.database & t.development & t.protected, t.database & t.unprotected), ("secrets of checkout in production", t.secret & t.word("checkout") & t.production),
        ("nodejs functions in staging that failed", t.function & t.field("Runtime", "nodejs20.x", "nodejs16.x") & t.staging & t.state("Failed"), t.function & t.state("Active")),
        ("mysql or mariadb databases in Virginia", t.relational & t.field("Engine", "mysql", "mariadb") & t.virginia), ("warehouse servers with a public ip", t.instance & t.word("warehouse") & Is(lambda o: "PublicIpAddress" in o.properties)),
        ("dead letter queues of the catalog team", t.queue & t.named("dlq") & t.team("catalog")), ("disabled schedules of the growth team", t.rule & t.state("DISABLED") & t.team("growth"), t.rule & t.state("ENABLED")),
        ("production DynamoDB tables without point in time recovery in Australia", t.table & t.production & t.not_backed_up & t.sydney, t.table & t.backed_up),
        ("fargate services of payments in the US", t.container & t.field("launchType", "FARGATE") & t.team("payments") & t.america), ("public S3 buckets for uploads", t.bucket & _P & t.named("uploads"), t.bucket & _N),
        ("database snapshots from the last 30 days that are unencrypted", t.db_snapshot & t.younger(30) & t.unencrypted, t.db_snapshot & t.encrypted),
        ("untagged buckets in the acme-production account", t.bucket & t.untagged & t.account("acme-production"), t.bucket & ~t.untagged), ("open security groups of mobile in Europe", t.group & _P & t.team("mobile") & t.europe, t.group & _N),
        ("stopped databases not in production", t.relational & t.state("stopped") & ~t.production, t.relational & (t.state("available") | t.production)), ("private load balancers in Ireland or Frankfurt for invoicing", t.balancer & _N & t.europe & t.word("invoicing"), t.balancer & _P),
        ("sqlserver databases larger than db.t3 in production", t.relational & t.field("Engine", "sqlserver-se") & t.production & ~t.field("DBInstanceClass", "db.t3.medium")), ("backed up but unencrypted databases of the catalog team", t.relational & t.backed_up & t.unencrypted & t.team("catalog"), t.database & t.encrypted),
    ],
    "misspelt": [
        ("databses in Frankfurt", t.database & t.frankfurt), ("lamda functions", t.function), ("encypted volumes", t.volume & t.encrypted, t.volume & t.unencrypted), ("unencryted databases", t.relational & t.unencrypted, t.database & t.encrypted),
        ("production buckts", t.bucket & t.production), ("runing instances in Irland", t.instance & t.state("running") & t.ireland, t.instance & t.state("stopped")), ("message ques of orders", t.queue & t.word("orders")), ("load balncers in staging", t.balancer & t.staging),
        ("publicly accesible databases", t.relational & _P, t.relational & _N), ("secuirty groups", t.group), ("stoped servers", t.instance & t.state("stopped"), t.instance & t.state("running")), ("servers owned by paymnets", t.instance & t.team("payments")),
        ("dynamodb tabels in Sidney", t.table & t.sydney), ("postgess databases", t.relational & t.field("Engine", "postgres")), ("prodcution secrets", t.secret & t.production), ("databases without deletion protecton", t.database & t.unprotected, t.database & t.protected),
        ("snapshtos in Oregon", (t.snapshot | t.db_snapshot) & t.oregon), ("functons of the moblie team", t.function & t.team("mobile")), ("alarms that are firng", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")), ("kubernets clusters", t.kind("eks:cluster")),
    ],
    "no answer": [
        (text, nothing) for text in (
            "Redshift clusters", "databases in Tokyo", "queues owned by the zebra team", "i-00000000000000000", "10.255.255.254", "best pizza in town", "windows servers in production",
            "arn:aws:sqs:eu-west-1:418273645501:no-such-queue", "buckets in the acme-marketing account", "functions written in cobol", "databases in Brazil", "what is the meaning of life", "elasticsearch domains",
            "volumes created before 2015", "checkout-api-prod-99", "no-such-host.example.org", "satellite ground stations", "quantum computers", "Team=unicorns", "lambda functions in Cape Town", "how do I cook rice",
            "sg-deadbeef", "functions running php", "IAM users in Frankfurt",
        )
    ],
}  # fmt: skip
