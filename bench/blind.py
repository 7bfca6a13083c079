"""A set of questions written blind to the vocabulary of the search, in two halves: `python -m bench.search --split blind`.

Whoever wrote it had opened nothing of `scanner/understanding/`, nor `docs/searching.md`, nor that package's tests, nor had they
asked the search one of these questions. For the form they had read `bench/fresh.py`, whose wordings are not used again.
The half `tune` was asked first and its misses were read; `test` is for one look at what that was worth.
What is right is told by a predicate on AWS's own fields; `opposite`, where there is one, is what an inverted answer would be.
"""

from __future__ import annotations

from typing import Any

from bench import truth as t
from bench.questions import Question, halved
from bench.truth import Is, nothing


def blind() -> list[Question]:
    """The questions, split in halves within each kind."""
    return halved([Question(kind, *_whole(row)) for kind, rows in WRITTEN.items() for row in rows])


def _whole(row: tuple[str, Is] | tuple[str, Is, Is]) -> tuple[str, Is, Is]:
    return row if len(row) == 3 else (*row, nothing)


def _deep(outer: str, inner: str, *, value: Any) -> Is:
    return Is(lambda one: (one.properties.get(outer) or {}).get(inner) == value)


def _has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def _engine(*names: str) -> Is:
    return t.relational & t.field("Engine", *names)


def _runtime(*names: str) -> Is:
    return t.function & t.field("Runtime", *names)


_P, _N = t.public, t.private
_ADDRESS = t.instance & _has("PublicIpAddress")
_RUNNING, _STOPPED, _OVER = (t.instance & t.state(one) for one in ("running", "stopped", "terminated"))
_LOOSE, _USED = t.volume & t.state("available"), t.volume & t.state("in-use")
_ON, _OFF = t.rule & t.state("ENABLED"), t.rule & t.state("DISABLED")
_FINE, _RINGING, _NO_DATA = (t.alarm & t.state(one) for one in ("OK", "ALARM", "INSUFFICIENT_DATA"))
_ROTATED, _STALE = t.secret & t.field("RotationEnabled", True), t.secret & t.field("RotationEnabled", False)
_KEPT, _EXPIRING = t.logs & ~_has("retentionInDays"), t.logs & _has("retentionInDays")
_COPIES = t.snapshot | t.db_snapshot
_DEAD = t.queue & t.named("dlq")
_RDS = t.kind("rds:db_instance")
_ONE_ZONE, _TWO_ZONES = t.relational & t.field("MultiAZ", False), t.relational & t.field("MultiAZ", True)
_EKS, _VPC, _NAT, _IGW = (
    t.kind("eks:cluster"),
    t.kind("ec2:vpc"),
    t.kind("ec2:nat_gateway"),
    t.kind("ec2:internet_gateway"),
)
_FARGATE, _ON_HOSTS = t.container & t.field("launchType", "FARGATE"), t.container & t.field("launchType", "EC2")
_USABLE, _ASLEEP, _DOOMED = (t.key & t.state(one) for one in ("Enabled", "Disabled", "PendingDeletion"))
_PYTHON, _NODE = _runtime("python3.12", "python3.9"), _runtime("nodejs20.x", "nodejs16.x")
_INSIDE, _OUTSIDE = (t.zone & _deep("Config", "PrivateZone", value=one) for one in (True, False))
_PER_CALL, _RESERVED = (
    t.table & _deep("BillingModeSummary", "BillingMode", value=one) for one in ("PAY_PER_REQUEST", "PROVISIONED")
)
_ROBOT = t.user & (t.named("ci-runner") | t.named("backup-robot"))
_BURST = t.instance & t.field("InstanceType", "t3.micro", "t3.medium")
_FIVE, _NIGHTLY = (
    t.rule & t.field("ScheduleExpression", "rate(5 minutes)"),
    t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)"),
)
_ASSIGNS, _ASSIGNS_NOT = (t.subnet & t.field("MapPublicIpOnLaunch", one) for one in (True, False))
WRITTEN: dict[str, list[tuple[str, Is] | tuple[str, Is, Is]]] = {
    "paraphrased": [
        # a manager
        ("what do the payments people own on America's Pacific side?", t.team("payments") & t.oregon),
        ("rented computers on the American east coast that serve our real customers", t.instance & t.production & t.virginia),
        ("what spreads visitors over several machines, in the last test stage before going live", t.balancer & t.staging),
        ("SQL stores behind the reporting application", t.relational & t.word("reporting")),
        ("our fenced-off networks on Australian ground", _VPC & t.sydney),
        ("flows that chain tasks together, with branches and waiting in between", t.machine),
        ("what has the growth crew set up since the first of October?", t.team("growth") & t.between("2026-10-01"), t.team("growth") & t.between("", "2026-10-01")),
        ("internet names the whole world can look up", _OUTSIDE, _INSIDE),
        ("computers nobody has replaced since before 2023", t.instance & t.between("", "2023-01-01"), t.instance & t.between("2026-01-01")),
        ("one speaks, many listen: such channels at the catalog team", t.topic & t.team("catalog")),
        # an auditor
        ("packet filters that let in nobody but our own network", t.group & _N, t.group & _P),
        ("frozen pictures of drives which a thief could simply read", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("login details that stay the same until a human changes them", _STALE, _ROTATED),
        ("SQL engines whose files are ciphered on disk", t.relational & t.encrypted, t.relational & t.unencrypted),
        ("usernames handed to programs instead of humans", _ROBOT, t.user & ~_ROBOT),
        ("the circle of people who may do everything", t.kind("iam:group") & t.named("administrators")),
        ("the permission sheet that ties the hands of the topmost account", t.kind("iam:policy") & t.named("deny-root")),
        ("stuff whose data classification says anybody may read it", t.tagged("DataClass", "public"), t.tagged("DataClass", "confidential")),
        ("cipher keys somebody has switched off", _ASLEEP, _USABLE),
        ("which NoSQL tables would survive somebody trying to drop them?", t.table & t.protected, t.table & t.unprotected),
        ("SQL machines kept away from the web", _RDS & _N, _RDS & _P),
        ("waiting lines between programs whose content lies there unscrambled", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("identities our programs borrow so as to be permitted something, orders team", t.role & t.team("orders")),
        ("things in Ireland with no team's name on them", t.unowned & t.ireland, t.ireland & ~t.unowned),
        # a junior developer
        ("where can I read what the invoicing code printed?", t.logs & t.word("invoicing")),
        ("code without a server that still sits on Node 16", _runtime("nodejs16.x"), _runtime("nodejs20.x")),
        ("the code that takes money off a shopper's credit card", t.function & t.named("capture-card")),
        ("piece of code that throws away shopping carts nobody came back for", t.function & t.named("expire-carts")),
        ("code asking the parcel companies where a box is", t.function & t.named("poll-carriers")),
        ("where do the photos of our goods live?", t.bucket & t.named("product-images")),
        ("where do the finished builds of our phone app lie?", t.bucket & t.named("app-releases")),
        ("well-guarded tokens for calling other people's APIs", t.secret & t.named("api-token")),
        ("what a program looks up to learn the address of another service", t.parameter & t.named("endpoint")),
        ("settings someone edited during the past two weeks", t.parameter & t.younger(14), t.parameter & ~t.younger(14)),
        ("pools onto which containers get scheduled", t.kind("ecs:cluster", "eks:cluster")),
        ("dockerised processes kept alive for the basket application", t.container & t.word("basket")),
        ("timetables for starting jobs, in the coders' own environment", t.rule & t.development),
        ("what do I need to get onto the bastion by SSH?", t.kind("ec2:key_pair")),
        ("serverless code left untouched for more than two years", t.function & ~t.younger(730.5), t.function & t.younger(730.5)),
        # someone in finance
        ("database products for which a vendor wants licence fees", _engine("oracle-se2", "sqlserver-se"), _engine("postgres", "mysql", "mariadb")),
        ("hard disks no computer has hold of, Australia", _LOOSE & t.sydney, _USED),
        ("general-purpose SSD drives of the older, dearer generation", t.volume & t.field("VolumeType", "gp2"), t.volume & t.field("VolumeType", "gp3")),
        ("computers of the cheap burstable sort", _BURST, t.instance & ~_BURST),
        ("tables whose capacity we book ahead", _RESERVED, _PER_CALL),
        ("duplicates of drives we have been paying for since before 2023", t.snapshot & t.between("", "2023-01-01"), t.snapshot & t.between("2026-01-01")),
        ("Amazon's own flavour of Postgres", _engine("aurora-postgresql"), _engine("mysql", "mariadb", "oracle-se2", "sqlserver-se")),
        # an engineer on call
        ("what is shouting about too many errors at the moment?", _RINGING & t.named("error-rate"), _FINE & t.named("error-rate")),
        ("who warns us when work piles up in a line?", t.alarm & t.named("queue-depth")),
        ("SQL databases somebody has put to sleep", _RDS & t.state("stopped"), _RDS & t.state("available")),
        ("on-demand code gone cold for lack of use", t.function & t.state("Inactive"), t.function & t.state("Active")),
        ("if one datacentre burns down, which SQL databases go with it?", _ONE_ZONE, _TWO_ZONES),
        ("jobs that kick in every few minutes", _FIVE, _NIGHTLY),
        ("where do poison messages of the live system get parked?", _DEAD & t.production, t.queue & ~_DEAD),
        ("key-value tables I could wind back to noon yesterday", t.table & t.backed_up, t.table & t.not_backed_up),
        ("computers I can reach from home because they've an address of their own on the web", _ADDRESS, t.instance & ~_ADDRESS),
        # someone who learns English
        ("which computers is already destroyed but still stand in the list?", _OVER, _RUNNING),
        ("containers who lives on machines we must care ourselves", _ON_HOSTS, _FARGATE),
        ("the thing what share out the visitors, only inside of company is to see", t.balancer & _N, t.balancer & _P),
        ("machine which let hidden computers go out to internet but nobody come in", _NAT),
        ("in which pieces is cut our network in Germany?", t.subnet & t.frankfurt),
    ],
    "composed": [
        ("stopped or terminated machines of catalog, but none from Europe", (_STOPPED | _OVER) & t.team("catalog") & ~t.europe, _RUNNING | (t.instance & t.europe)),
        ("MySQL or MariaDB on the internet without encryption", _RDS & _engine("mysql", "mariadb") & _P & t.unencrypted, _RDS & (_N | t.encrypted)),
        ("unattached disks, neither production nor staging, that are encrypted", _LOOSE & t.encrypted & ~t.production & ~t.staging, _USED | (t.volume & t.unencrypted)),
        ("public buckets without an owner, in any region but Virginia", t.bucket & _P & t.unowned & ~t.virginia, t.bucket & (_N | ~t.unowned)),
        ("Python code for Lambda, in production, that has failed or gone inactive", _PYTHON & t.production & t.state("Failed", "Inactive"), t.function & t.state("Active")),
        ("secrets of the payments team that rotate and were created this year", _ROTATED & t.team("payments") & t.between("2026-01-01"), _STALE | (t.secret & t.between("", "2026-01-01"))),
        ("dead-letter queues in acme-staging that nobody encrypted", _DEAD & t.account("acme-staging") & t.unencrypted, t.queue & (~_DEAD | t.encrypted)),
        ("tables with backups yet no protection against deletion, outside Ireland", t.table & t.backed_up & t.unprotected & ~t.ireland, t.table & (t.not_backed_up | t.protected)),
        ("alarms about latency or CPU that are ringing, not from dev", _RINGING & (t.named("latency") | t.named("high-cpu")) & ~t.development, _FINE | (t.alarm & t.development)),
        ("running m5 or m6i instances with a public IP address, Europe only", _RUNNING & t.field("InstanceType", "m5.large", "m6i.xlarge") & _ADDRESS & t.europe, t.instance & (~_ADDRESS | ~t.europe)),
        ("enabled rules of data-platform that run at 3 in the night", _ON & _NIGHTLY & t.team("data-platform"), _OFF | _FIVE),
        ("Fargate services of logistics or orders, but not in Sydney", _FARGATE & (t.team("logistics") | t.team("orders")) & ~t.sydney, _ON_HOSTS | (t.container & t.sydney)),
        ("Postgres without standby in a second zone, deletable, in production", _RDS & _engine("postgres") & _ONE_ZONE & t.unprotected & t.production, _TWO_ZONES | (t.relational & t.protected)),
        ("internet-facing load balancers younger than a month that carry no tag", t.balancer & _P & t.younger(30) & t.untagged, t.balancer & (_N | ~t.untagged)),
        ("security groups open to the world in the acme-data account, tagged or not, except in Oregon", t.group & _P & t.account("acme-data") & ~t.oregon, t.group & _N),
        ("Node functions in America which belong to growth or mobile", _NODE & t.america & (t.team("growth") | t.team("mobile")), t.function & t.europe),
        ("log groups of production that never expire, Frankfurt and Ireland only", _KEPT & t.production & t.europe, _EXPIRING | (t.logs & t.america)),
        ("plain-text parameters with a log level, not in production", t.parameter & t.unencrypted & t.named("log-level") & ~t.production, t.parameter & (t.encrypted | t.production)),
        ("database snapshots from before 2024 that aren't encrypted, in the States", t.db_snapshot & t.unencrypted & t.between("", "2024-01-01") & t.america, t.db_snapshot & (t.encrypted | t.between("2024-01-01"))),
        ("confidential buckets which are nevertheless public", t.bucket & _P & t.tagged("DataClass", "confidential"), t.bucket & _N),
        ("keys disabled or pending deletion which are tagged with a team", (_ASLEEP | _DOOMED) & ~t.unowned, _USABLE),
        ("EKS clusters on 1.33 whose endpoint is not public", _EKS & t.field("version", "1.33") & _N, _EKS & (_P | t.field("version", "1.29"))),
        ("Oracle databases with backups, encrypted, and not exposed", _RDS & _engine("oracle-se2") & t.backed_up & t.encrypted & _N, _RDS & (t.not_backed_up | t.unencrypted | _P)),
        ("encrypted topics of identity that are neither in Germany nor down under", t.topic & t.encrypted & t.team("identity") & ~t.frankfurt & ~t.sydney, t.topic & (t.unencrypted | t.frankfurt | t.sydney)),
        ("gp3 volumes of 1000 GB in use without encryption, anyone's but checkout's", _USED & t.field("VolumeType", "gp3") & t.field("Size", 1000) & t.unencrypted & ~t.word("checkout"), _LOOSE | (t.volume & t.encrypted)),
    ],
    "negated": [
        ("databases that get by without any backup", t.database & t.not_backed_up, t.database & t.backed_up),
        ("instances which nobody has stopped or terminated", _RUNNING, _STOPPED | _OVER),
        ("buckets with no team to their name", t.bucket & t.unowned, t.bucket & ~t.unowned),
        ("lambda functions that aren't active", t.function & ~t.state("Active"), t.function & t.state("Active")),
        ("rules that have ceased to fire", _OFF, _ON),
        ("instances outside the burstable t3 family", t.instance & ~_BURST, _BURST),
        ("parameters that aren't SecureStrings", t.parameter & t.unencrypted, t.parameter & t.encrypted),
        ("alarms that are not ringing", _FINE | _NO_DATA, _RINGING),
        ("queues, but no dead-letter ones please", t.queue & ~_DEAD, _DEAD),
        ("subnets that don't give out public addresses by themselves", _ASSIGNS_NOT, _ASSIGNS),
        ("kms keys nobody plans to delete", t.key & ~_DOOMED, _DOOMED),
        ("kubernetes clusters which haven't made it to 1.33", _EKS & t.field("version", "1.29"), _EKS & t.field("version", "1.33")),
        ("RDS instances whose engine is anything but postgres", _RDS & ~_engine("postgres"), _RDS & _engine("postgres")),
        ("DynamoDB tables not found in the States", t.table & ~t.america, t.table & t.america),
        ("hosted zones other than the private ones", _OUTSIDE, _INSIDE),
    ],
    "misspelt": [
        ("runing instanes in Irland", _RUNNING & t.ireland, _STOPPED),
        ("lamda funtions of the paymets team", t.function & t.team("payments")),
        ("msyql databses in prodcution", _RDS & _engine("mysql") & t.production),
        ("secuirty gruops open to the wrold", t.group & _P, t.group & _N),
        ("encrpyted volums in Ogeron", t.volume & t.encrypted & t.oregon, t.volume & t.unencrypted),
        ("dynamdb tabels whithout deletion protecton", t.table & t.unprotected, t.table & t.protected),
        ("kyes pending deltion", _DOOMED, _USABLE),
        ("publik lode balancers", t.balancer & _P, t.balancer & _N),
        ("secerts not roatated", _STALE, _ROTATED),
        ("snpashots of the wharehouse app", _COPIES & t.word("warehouse")),
        ("cloudwach alarams in Frankfort", t.alarm & t.frankfurt),
        ("ques of the catlog team in staginng", t.queue & t.team("catalog") & t.staging),
        ("intances withuot onwer", t.instance & t.unowned, t.instance & ~t.unowned),
        ("parametres in Vriginia", t.parameter & t.virginia),
        ("farget serivces", _FARGATE, _ON_HOSTS),
    ],
    "plain": [
        ("internet gateways", _IGW),
        ("running instances in us-west-2", _RUNNING & t.oregon, _STOPPED),
        ("public S3 buckets in Sydney", t.bucket & _P & t.sydney, t.bucket & _N),
        ("encrypted RDS instances", _RDS & t.encrypted, _RDS & t.unencrypted),
        ("SNS topics of the identity team", t.topic & t.team("identity")),
        ("IAM policies", t.kind("iam:policy")),
        ("lambda functions with runtime python3.12", _runtime("python3.12"), _runtime("python3.9")),
        ("EBS snapshots from the last 30 days", t.snapshot & t.younger(30), t.snapshot & ~t.younger(30)),
        ("alarms in state INSUFFICIENT_DATA", _NO_DATA, _FINE),
        ("SecureString parameters in staging", t.parameter & t.encrypted & t.staging, t.parameter & t.unencrypted),
        ("stopped instances of team mobile", _STOPPED & t.team("mobile"), _RUNNING),
        ("log groups in acme-development", t.logs & t.account("acme-development")),
        ("internal load balancers in ap-southeast-2", t.balancer & _N & t.sydney, t.balancer & _P),
        ("private hosted zones", _INSIDE, _OUTSIDE),
        ("IAM roles of newsletter", t.role & t.word("newsletter")),
    ],
}  # fmt: skip
