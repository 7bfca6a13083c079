"""A third set of questions, the split `fresh`: `python -m bench.search --split fresh`.

It was written on 2026-11-23, after the test half of `bench/questions.py` had been used, to judge later changes of the rules;
and it was written blind to the vocabulary: whoever wrote it had opened nothing of `scanner/understanding/` (thesaurus, sayings,
glosses, words), nor `docs/searching.md`, nor had they asked the search a single one of these questions; of the questions in
`bench/questions.py` they had seen, for the format, most of the composed and all misspelt ones and those without an answer. So
it says how well search reads words that nobody had in view: how a manager, an auditor, a junior developer, someone in finance,
an engineer on call at night or someone who learns English would ask. Once rules have been changed after a look at its misses,
it is used up.

As with the others, what is right is told by a predicate on AWS's own fields. Each question has an answer in the estate, and
those under `no answer` have none (`tests/test_bench.py`); a predicate of theirs says what would be one.
"""

from __future__ import annotations

from typing import Any

from bench import truth as t
from bench.questions import Question
from bench.truth import Is, nothing

SPLIT = "fresh"


def fresh() -> list[Question]:
    """The questions of this split."""
    return [Question(kind, *_whole(row), SPLIT) for kind, rows in WRITTEN.items() for row in rows]


def _whole(row: tuple[str, Is] | tuple[str, Is, Is]) -> tuple[str, Is, Is]:
    return row if len(row) == 3 else (*row, nothing)


def _deep(outer: str, inner: str, *, value: Any) -> Is:
    return Is(lambda one: (one.properties.get(outer) or {}).get(inner) == value)


def _has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def _larger(gigabytes: int) -> Is:
    return Is(lambda one: one.properties.get("Size", 0) > gigabytes)


_P, _N = t.public, t.private
_ADDRESS = _has("PublicIpAddress")  # of an instance
_RUNNING, _STOPPED, _OVER = (t.instance & t.state(one) for one in ("running", "stopped", "terminated"))
_LOOSE, _USED = t.volume & t.state("available"), t.volume & t.state("in-use")
_ON, _OFF = t.rule & t.state("ENABLED"), t.rule & t.state("DISABLED")
_FINE, _RINGING, _BLIND = (t.alarm & t.state(one) for one in ("OK", "ALARM", "INSUFFICIENT_DATA"))
_ROTATED, _STALE = t.secret & t.field("RotationEnabled", True), t.secret & t.field("RotationEnabled", False)
_KEPT, _EXPIRING = t.logs & ~_has("retentionInDays"), t.logs & _has("retentionInDays")
_COPIES = t.snapshot | t.db_snapshot
_DEAD = t.queue & t.named("dlq")
_INSTANCE_DB = t.kind("rds:db_instance")
_ONE_ZONE, _TWO_ZONES = t.relational & t.field("MultiAZ", False), t.relational & t.field("MultiAZ", True)
_KUBERNETES, _SSH = t.kind("eks:cluster"), t.kind("ec2:key_pair")
_FARGATE, _ON_HOSTS = t.container & t.field("launchType", "FARGATE"), t.container & t.field("launchType", "EC2")
_USABLE, _DOOMED = t.key & t.state("Enabled"), t.key & t.state("PendingDeletion")
_PYTHON = t.field("Runtime", "python3.12", "python3.9")
_NODE = t.field("Runtime", "nodejs20.x", "nodejs16.x")
_INSIDE, _OUTSIDE = (t.zone & _deep("Config", "PrivateZone", value=one) for one in (True, False))
_PER_CALL, _RESERVED = (
    t.table & _deep("BillingModeSummary", "BillingMode", value=one) for one in ("PAY_PER_REQUEST", "PROVISIONED")
)
WRITTEN: dict[str, list[tuple[str, Is] | tuple[str, Is, Is]]] = {
    "paraphrased": [
        # a manager
        ("what computers do we have standing in Germany?", t.instance & t.frankfurt), ("everything the logistics guys have put into Dublin", t.team("logistics") & t.ireland),
        ("what do the mobile folks run down under", t.team("mobile") & t.sydney), ("database engines of the live system", t.relational & t.production), ("mailboxes for messages between programs, pre-production only", t.queue & t.staging),
        ("key-value stores in the developers' playground", t.table & t.development), ("our walled-off networks on the European side", t.kind("ec2:vpc") & t.europe), ("step-by-step business processes we have automated", t.machine),
        ("servers that came up within the last fortnight", t.instance & t.younger(14), t.instance & ~t.younger(14)), ("dinosaurs: databases older than four years", t.relational & ~t.younger(4 * 365.25), t.relational & t.younger(365)),
        ("who looks after basket? show me its machines", t.instance & t.word("basket")), ("which web names does the company hold", t.zone),
        # a security auditor
        ("SQL boxes that anybody on the web can knock at", t.relational & _P, t.relational & _N), ("firewalls which let the whole world in", t.group & _P, t.group & _N), ("file stores that strangers can look into", t.bucket & _P, t.bucket & _N),
        ("hard drives where the data lies in clear text", t.volume & t.unencrypted, t.volume & t.encrypted), ("Kubernetes control planes reachable from everywhere", _KUBERNETES & _P, _KUBERNETES & _N), ("message inboxes any outsider may write to", t.queue & _P, t.queue & _N),
        ("crypto keys that are about to be destroyed", _DOOMED, _USABLE), ("configuration values kept as readable text", t.parameter & t.unencrypted, t.parameter & t.encrypted), ("configuration values locked away with a cipher", t.parameter & t.encrypted, t.parameter & t.unencrypted),
        ("credentials that get renewed by themselves", _ROTATED, _STALE), ("journals we hold on to for ever", _KEPT, _EXPIRING), ("people with a login in the development account", t.user & t.account("acme-development")),
        ("the club of people who inspect our books", t.kind("iam:group") & t.named("auditors")), ("rule set that lets someone see the bills but change nothing", t.kind("iam:policy") & t.named("read-only-billing")), ("stuff classified as confidential", t.tagged("DataClass", "confidential")),
        ("scrambled broadcast channels", t.topic & t.encrypted, t.topic & t.unencrypted), ("network slices that hand every new machine an internet address", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("what was thrown on the cloud with no labels whatsoever, data account", t.untagged & t.account("acme-data"), t.account("acme-data") & ~t.untagged), ("keys for logging into a Linux box remotely", _SSH), ("databases a clumsy click cannot wipe out", t.database & t.protected, t.database & t.unprotected),
        # a junior developer
        ("which piece of code makes sure the visitor is a human?", t.function & t.named("verify-captcha")), ("the program that turns bills into PDFs", t.function & t.named("render-pdf")), ("code fetching the exchange rates", t.function & t.named("currency-rates")),
        ("where do the customers' profile pictures lie", t.bucket & t.named("avatars")), ("files saying what our articles cost", t.bucket & t.named("price-lists")), ("code written in Java which needs no server", t.function & t.field("Runtime", "java21")),
        ("JavaScript code that wakes up when something happens", t.function & _NODE), ("golang code in the cloud", t.function & t.field("Runtime", "go1.x")), ("on/off switches for features", t.parameter & t.named("feature-flags")),
        ("the knob for how chatty a program's logging is", t.parameter & t.named("log-level")), ("k8s still at 1.29", _KUBERNETES & t.field("version", "1.29"), _KUBERNETES & t.field("version", "1.33")), ("dockerized apps whose hosts Amazon looks after", _FARGATE, _ON_HOSTS),
        ("where does the push sender write its output", t.logs & t.named("send-push")), ("what does the shipping code act as when it calls AWS", t.role & t.word("shipping")), ("password for the db of the warehouse app", t.secret & t.word("warehouse") & t.named("db-password")),
        ("pub/sub things of returns", t.topic & t.word("returns")), ("the login our build server uses", t.user & t.named("ci-runner")), ("script that wipes what we know about a user", t.function & t.named("delete-user-data")),
        # someone in finance
        ("disks we pay for though nobody plugged them into anything", _LOOSE, _USED), ("the one-terabyte drives", t.volume & t.field("Size", 1000)), ("where do we burn money on Oracle licences", t.relational & t.field("Engine", "oracle-se2")),
        ("Microsoft databases", t.relational & t.field("Engine", "sqlserver-se")), ("tables billed by the call", _PER_CALL, _RESERVED), ("drives with paid, guaranteed IOPS", t.volume & t.field("VolumeType", "io1")),
        ("what is booked on cost centre CC-1014", t.tagged("CostCenter", "CC-1014")), ("memory-heavy r5 machines", t.instance & t.field("InstanceType", "r5.2xlarge")), ("databases doubled across two datacentres", _TWO_ZONES, _ONE_ZONE), ("gateways for outbound traffic on the US west coast", t.kind("ec2:nat_gateway", "ec2:internet_gateway") & t.oregon),
        # an engineer on call
        ("what is beeping right now?", _RINGING, _FINE), ("monitors that have lost their signal", _BLIND, _FINE), ("timers that somebody switched off", _OFF, _ON), ("did any database run out of room?", _INSTANCE_DB & t.state("storage-full"), _INSTANCE_DB & t.state("available")),
        ("boxes that are powered down", _STOPPED, _RUNNING), ("where do undeliverable messages end up", _DEAD), ("who tells us that a drive is nearly full", t.alarm & t.named("disk-full")), ("warnings about processors working too hard", t.alarm & t.named("high-cpu")),
        ("monitors for answers coming too slowly", t.alarm & t.named("latency")), ("serverless code that is broken", t.function & t.state("Failed"), t.function & t.state("Active")), ("restore points of databases made in the last week", t.db_snapshot & t.younger(7), t.db_snapshot & ~t.younger(7)),
        ("jobs kicked off at three at night", t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.rule & t.field("ScheduleExpression", "rate(5 minutes)")), ("traffic distributors facing the outer world, Virginia", t.balancer & _P & t.virginia, t.balancer & _N),
        # someone who learns English
        ("please to give me the machines what are working now in Frankfurt", _RUNNING & t.frankfurt, _STOPPED), ("I search the disks who belongs to team orders", t.volume & t.team("orders")), ("in which places are saved the invoices of customers", t.bucket & t.named("customer-invoices")),
        ("the databases is in America, I need all", t.database & t.america), ("it exists internal domains?", _INSIDE, _OUTSIDE), ("want see photo copies of hard disk made since October", t.snapshot & t.between("2026-10-01"), t.snapshot & ~t.between("2026-10-01")),
    ],
    "negated": [
        ("databases lacking a safety catch against deletion", t.database & t.unprotected, t.database & t.protected), ("queues devoid of encryption", t.queue & t.unencrypted, t.queue & t.encrypted), ("hosts sans public address", t.instance & ~_ADDRESS, t.instance & _ADDRESS),
        ("tables bereft of backups", t.table & t.not_backed_up, t.table & t.backed_up), ("snapshots that somebody failed to encrypt", _COPIES & t.unencrypted, _COPIES & t.encrypted), ("secrets other than production ones", t.secret & ~t.production, t.secret & t.production),
        ("load balancers hidden from the internet", t.balancer & _N, t.balancer & _P), ("every server save the running ones", t.instance & ~_RUNNING, _RUNNING), ("alarms in any mood but OK", t.alarm & ~_FINE, _FINE), ("functions anywhere bar Sydney", t.function & ~t.sydney, t.function & t.sydney),
        ("buckets barred from the public", t.bucket & _N, t.bucket & _P), ("clusters of Kubernetes whose API turns the internet away", _KUBERNETES & _N, _KUBERNETES & _P), ("instances neither running nor stopped", _OVER, _RUNNING | _STOPPED), ("encryption keys that can no longer be used", t.key & ~_USABLE, _USABLE),
        ("topics nobody bothered to encrypt", t.topic & t.unencrypted, t.topic & t.encrypted), ("databases exempt from backups", t.database & t.not_backed_up, t.database & t.backed_up), ("secrets that have yet to be given rotation", _STALE, _ROTATED), ("volumes minus an attachment", _LOOSE, _USED),
        ("security groups that keep the internet at bay", t.group & _N, t.group & _P), ("log groups which never expire", _KEPT, _EXPIRING), ("orphaned servers, i.e. ones no team owns up to", t.instance & t.unowned, t.instance & ~t.unowned), ("databases that forgo a second availability zone", _ONE_ZONE, _TWO_ZONES),
    ],
    "composed": [
        ("databases outside production which are open to the internet and have no encryption", t.relational & ~t.production & _P & t.unencrypted, t.relational & (t.production | _N | t.encrypted)), ("machines that run, but neither in Europe nor for payments", _RUNNING & ~t.europe & ~t.team("payments"), t.instance & (t.europe | t.team("payments"))),
        ("powered-down hosts of growth, just not the American ones", _STOPPED & t.team("growth") & ~t.america, _RUNNING | (t.instance & t.america)), ("Postgres with no backups, anywhere except Oregon", _INSTANCE_DB & t.field("Engine", "postgres") & t.not_backed_up & ~t.oregon, t.relational & (t.backed_up | t.oregon)),
        ("buckets the public can see that are not in the acme-production account", t.bucket & _P & ~t.account("acme-production"), t.bucket & (_N | t.account("acme-production"))), ("queues of identity which lack encryption and aren't dead-letter queues", t.queue & t.team("identity") & t.unencrypted & ~_DEAD, _DEAD | (t.queue & t.encrypted)),
        ("live MySQL or MariaDB which nothing protects from being deleted", t.relational & t.field("Engine", "mysql", "mariadb") & t.production & t.unprotected, t.relational & t.protected), ("credentials of checkout that never rotate", _STALE & t.word("checkout"), _ROTATED),
        ("lambdas in Australia not written in Python", t.function & t.sydney & ~_PYTHON, t.function & _PYTHON), ("alarms of the acme-data account that are not okay", t.alarm & t.account("acme-data") & ~_FINE, _FINE), ("drives above 100 GB attached to nothing, and not encrypted", _LOOSE & _larger(100) & t.unencrypted, _USED | (t.volume & t.encrypted)),
        ("firewalls open to all in staging, whichever team but mobile", t.group & _P & t.staging & ~t.team("mobile"), t.group & (_N | t.team("mobile"))), ("DynamoDB with neither deletion protection nor point-in-time recovery, in Oregon", t.table & t.unprotected & t.not_backed_up & t.oregon, t.table & (t.protected | t.backed_up)),
        ("database snapshots without encryption, over a year old, not from production", t.db_snapshot & t.unencrypted & ~t.younger(365.25) & ~t.production, t.db_snapshot & (t.encrypted | t.production)), ("ECS services in the States that do not use Fargate", _ON_HOSTS & t.america, _FARGATE),
        ("internal load balancers of the catalog team that aren't dev", t.balancer & _N & t.team("catalog") & ~t.development, t.balancer & (_P | t.development)), ("running servers with a public ip and without an owner", _RUNNING & _ADDRESS & t.unowned, t.instance & ~t.unowned), ("log groups of logistics for which no expiry is set", _KEPT & t.team("logistics"), _EXPIRING),
        ("encrypted topics of data-platform that are not in Virginia", t.topic & t.encrypted & t.team("data-platform") & ~t.virginia, t.topic & (t.unencrypted | t.virginia)), ("switched-off schedules, leaving production aside", _OFF & ~t.production, _ON), ("untagged instances that are not terminated and not in Ireland", t.instance & t.untagged & ~_OVER & ~t.ireland, t.instance & (~t.untagged | t.ireland)),
        ("production databases in one zone only that are neither SQL Server nor Oracle", _ONE_ZONE & t.production & ~t.field("Engine", "sqlserver-se", "oracle-se2"), _TWO_ZONES), ("kms keys not enabled, and not in Germany either", t.key & ~_USABLE & ~t.frankfurt, _USABLE), ("queues open to everybody that are not production", t.queue & _P & ~t.production, t.queue & (_N | t.production)),
        ("failed functions in environments other than production", t.function & t.state("Failed") & ~t.production, t.function & t.state("Active")), ("servers from the last 30 days with no owner, not in Frankfurt", t.instance & t.younger(30) & t.unowned & ~t.frankfurt, t.instance & (~t.unowned | t.frankfurt)),
        ("EKS that isn't exposed to the internet, Ireland left out", _KUBERNETES & _N & ~t.ireland, _KUBERNETES & (_P | t.ireland)), ("encrypted volumes in use by the orders team, but not those in us-east-1 or us-west-2", _USED & t.encrypted & t.team("orders") & ~t.america, t.volume & (t.unencrypted | t.america)),
    ],
    "misspelt": [
        ("instnaces in Syndey", t.instance & t.sydney), ("pubilc s3 bukets", t.bucket & _P, t.bucket & _N), ("unecrypted volmues", t.volume & t.unencrypted, t.volume & t.encrypted), ("dabatases in Germny", t.database & t.frankfurt), ("loadbalancer in virgina", t.balancer & t.virginia),
        ("secrtes of the idenity team", t.secret & t.team("identity")), ("servres of logisitcs in Frankfrut", t.instance & t.team("logistics") & t.frankfurt), ("pyhton functoins", t.function & _PYTHON), ("sttopped instances in prodution", _STOPPED & t.production, _RUNNING), ("queus witout encyption", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("kubernettes cluster in Austrailia", _KUBERNETES & t.sydney), ("mariabd databases", t.relational & t.field("Engine", "mariadb")), ("alrams in stagging", t.alarm & t.staging), ("snaphots that are unencypted", _COPIES & t.unencrypted, _COPIES & t.encrypted), ("disbled rules", _OFF, _ON),
        ("develompent tabels", t.table & t.development), ("databses with no bakcups", t.database & t.not_backed_up, t.database & t.backed_up), ("topcis of recomendations", t.topic & t.word("recommendations")), ("unatached disks in Europ", _LOOSE & t.europe, _USED), ("untaged buckest", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("terminatd severs", _OVER, _RUNNING), ("iam rolls of the cataloge team", t.role & t.team("catalog")),
    ],
    "no answer": [
        ("machines in Singapore", t.instance & t.region("ap-southeast-1")), ("databases in Mumbai", t.database & t.region("ap-south-1")), ("anything we keep in Stockholm", t.region("eu-north-1")), ("file stores over in Canada", t.bucket & t.region("ca-central-1")), ("disks belonging to the legal team", t.volume & t.team("legal")),
        ("functions written in Ruby", t.function & t.field("Runtime", "ruby3.2", "ruby3.3")), ("MongoDB", t.service("docdb")), ("Kafka brokers", t.service("kafka")), ("graph databases", t.service("neptune")), ("virtual desktops for the staff", t.service("workspaces")), ("video transcoding jobs", t.service("mediaconvert")),
        ("servers in the acme-sandbox account", t.instance & t.account("acme-sandbox")), ("vol-ffffffffffffffff0", t.field("VolumeId", "vol-ffffffffffffffff0")), ("checkout-web-qa-3", t.named("checkout-web-qa-3")), ("172.31.254.253", t.field("PrivateIpAddress", "172.31.254.253")),
        ("MySQL servers from before 2010", t.relational & t.between("", "2010-01-01")), ("m7i.48xlarge machines", t.instance & t.field("InstanceType", "m7i.48xlarge")), ("who won the world cup", nothing), ("recipe for apple pie", nothing), ("will it rain tomorrow", nothing),
    ],
}  # fmt: skip
