"""Questions written blind: by people who know the estate, in their own words, and what is right for each by AWS's own fields."""

from bench import truth as t
from bench.truth import Is, before


def _has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def _size(low: int, high: int = 10**9) -> Is:
    return Is(lambda one: low <= one.properties.get("Size", -1) <= high)


def _billing(mode: str) -> Is:
    return Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == mode)


def _pages(team: str) -> Is:
    return Is(lambda one: one.properties.get("AlarmDescription", "").startswith(f"pages {team} "))


def _runs_on(prefix: str) -> Is:
    return Is(lambda one: one.properties.get("Runtime", "").startswith(prefix))


def _private_zone(value: bool) -> Is:
    return Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is value)


db_instance, cluster, eks = t.kind("rds:db_instance"), t.kind("rds:db_cluster"), t.kind("eks:cluster")
vpc, nat, gateway, pair = (
    t.kind("ec2:vpc"),
    t.kind("ec2:nat_gateway"),
    t.kind("ec2:internet_gateway"),
    t.kind("ec2:key_pair"),
)
people, policy, ecs = t.kind("iam:group"), t.kind("iam:policy"), t.kind("ecs:cluster")
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
kept = _has("retentionInDays")
address = _has("PublicIpAddress")
several, single = t.field("MultiAZ", True), t.field("MultiAZ", False)
dlq = t.named("-dlq")
costed = t.tagged("CostCenter")
nightly, often = t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.field("ScheduleExpression", "rate(5 minutes)")
fargate, on_ec2 = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
confidential = t.tagged("DataClass", "confidential")

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        # a site reliability engineer at 3 a.m.
        ("what monitors are going off in prod right now", t.alarm & t.production & t.state("ALARM"), t.alarm & t.production & t.state("OK")),
        ("which DB server has run out of disk space", db_instance & t.state("storage-full"), db_instance & t.state("available")),
        ("where do messages land that basket failed to process", t.queue & t.named("basket") & dlq, t.queue & t.named("basket") & ~dlq),
        ("boxes in Oregon that are powered off", t.instance & t.oregon & t.state("stopped"), t.instance & t.oregon & t.state("running")),
        ("serverless code that's in a broken state", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("show me what spreads web traffic coming from the internet in Sydney", t.balancer & t.public & t.sydney, t.balancer & t.private & t.sydney),
        ("alerts that wake up the growth team", t.alarm & _pages("growth")),
        ("who warns us when responses of app-backend get slow", t.alarm & t.named("latency") & t.named("app-backend")),
        ("monitors stuck without any readings", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK")),
        ("is a relational database busy taking its backup at the moment? which", db_instance & t.state("backing-up"), db_instance & t.state("available")),
        # an external auditor
        ("Please provide all stored credentials that are replaced automatically on a schedule", t.secret & rotated, t.secret & unrotated),
        ("Evidence required: server disks whose data is written in the clear", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("Which application logs are kept for ever?", t.logs & ~kept, t.logs & kept),
        ("Firewalls letting in the whole world", t.group & t.public, t.group & t.private),
        ("object storage whose contents any stranger on the internet can read", t.bucket & t.public, t.bucket & t.private),
        ("A complete list of the user identities in the acme-data account", t.user & t.account("acme-data")),
        ("In which of the accounts is there a group for admins?", people & t.named("administrators")),
        ("the policy which stops people from acting as root", policy & t.named("deny-root")),
        ("cryptographic keys that are waiting to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Are there message queues that anyone at all is allowed to send to?", t.queue & t.public, t.queue & t.private),
        ("databases of the payments team that somebody could drop by accident", t.database & t.team("payments") & t.unprotected, t.database & t.team("payments") & t.protected),
        ("Relational database servers anyone can reach from outside our network, Frankfurt only", db_instance & t.public & t.frankfurt, db_instance & t.private & t.frankfurt),
        # a FinOps analyst
        ("drives we pay for although they hang on no server", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("terabyte disks in pre-prod", t.volume & t.staging & _size(1000)),
        ("copies of disks made more than three years ago", t.snapshot & before("2023-11-20"), t.snapshot & t.between("2023-11-20")),
        ("virtual disks still on the older gp2 generation", t.volume & t.field("VolumeType", "gp2"), t.volume & t.field("VolumeType", "gp3")),
        ("dev database servers that are shut down yet still cost us storage", db_instance & t.development & t.state("stopped"), db_instance & t.development & t.state("available")),
        ("NoSQL where capacity is bought in advance instead of paying per call", t.table & _billing("PROVISIONED"), t.table & _billing("PAY_PER_REQUEST")),
        ("Which databases need a Microsoft licence?", db_instance & t.field("Engine", "sqlserver-se")),
        ("big-memory machines, r5.2xlarge, currently switched on in the States", t.instance & t.field("InstanceType", "r5.2xlarge") & t.state("running") & t.america),
        ("container workloads that need no servers of our own", t.container & fargate, t.container & on_ec2),
        # a head of department
        ("How many Kubernetes clusters do we have, and where", eks),
        ("Could you list all the SQL databases set up since the start of October 2026?", t.relational & t.between("2026-10-01"), t.relational & before("2026-10-01")),
        ("where do we keep the invoices of our customers", t.bucket & t.named("customer-invoices")),
        ("What does the mobile team own in Australia?", t.team("mobile") & t.sydney),
        ("file stores classified as confidential on American soil", t.bucket & confidential & t.america, t.bucket & t.tagged("DataClass", "public") & t.america),
        ("Which SQL databases in production would keep going if a data centre burnt down?", t.relational & t.production & several, t.relational & t.production & single),
        ("our business process workflows hosted in Europe", t.machine & t.europe),
        # a new graduate
        ("what lets private machines in dev get out to the internet by translating addresses?", nat & t.development),
        ("hi! where can I find the SSH key for the jump host in Ireland", pair & t.ireland),
        ("feature toggles for pricing: where are they kept?", t.parameter & t.named("pricing") & t.named("feature-flags")),
        ("what virtual networks exist in Virginia", vpc & t.virginia),
        ("network segments that hand a public address to every new machine", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("DNS domains that only resolve from the inside", t.zone & _private_zone(True), t.zone & _private_zone(False)),
        ("which scheduled jobs start at three in the morning", t.rule & nightly, t.rule & often),
        ("k8s control planes you can talk to from anywhere", eks & t.public, eks & t.private),
        # developers from Brazil and Poland, in English
        ("I search the function that makes smaller the pictures of products", t.function & t.named("resize-images")),
        ("Where is configured how much the newsletter logs?", t.parameter & t.named("newsletter") & t.named("log-level")),
        ("servers which have an address visible from internet, in Germany", t.instance & t.frankfurt & address, t.instance & t.frankfurt & ~address),
        ("give me please database servers keeping their backups one whole month", db_instance & t.field("BackupRetentionPeriod", 30), db_instance & t.field("BackupRetentionPeriod", 0, 7)),
        ("publish/subscribe channels where the messages lie not ciphered", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("programs that are still written for Node in version 16", t.function & t.field("Runtime", "nodejs16.x"), t.function & t.field("Runtime", "nodejs20.x")),
        ("what identity does the captcha check assume when it executes", t.role & t.named("verify-captcha")),
        ("key-value tables that we can turn back to how they were some minutes before", t.table & t.backed_up, t.table & t.not_backed_up),
        # a support engineer
        ("customer complains the parcel status is stale, what code asks the carriers for news?", t.function & t.named("poll-carriers")),
        ("someone wants all their personal data erased. which function handles that", t.function & t.named("delete-user-data")),
        ("profile pictures of our users, which storage holds them", t.bucket & t.named("avatars")),
        ("where's the database password for order-history saved?", t.secret & t.named("order-history") & t.named("db-password")),
        ("technical user that does our backups", t.user & t.named("backup-robot")),
        ("manual copies of databases from before a migration, stored in ciphered form", t.db_snapshot & t.encrypted, t.db_snapshot & t.unencrypted),
    ],
    "negated": [
        ("prod databases without deletion protection", t.database & t.production & t.unprotected, t.database & t.production & t.protected),
        ("S3 buckets in Ireland that are not public", t.bucket & t.ireland & t.private, t.bucket & t.ireland & t.public),
        ("running servers with no public IP in Virginia", t.instance & t.virginia & t.state("running") & ~address, t.instance & t.virginia & t.state("running") & address),
        ("Lambdas written in anything but Python", t.function & ~_runs_on("python"), t.function & _runs_on("python")),
        ("identity team: which secrets does nobody rotate", t.secret & t.team("identity") & unrotated, t.secret & t.team("identity") & rotated),
        ("drives that don't carry a single tag", t.volume & t.untagged, t.volume & ~t.untagged),
        ("load balancers lacking a cost center", t.balancer & ~costed, t.balancer & costed),
        ("staging log groups that never expire", t.logs & t.staging & ~kept, t.logs & t.staging & kept),
        ("any alarm that isn't OK in Frankfurt", t.alarm & t.frankfurt & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.frankfurt & t.state("OK")),
        ("SQS queues in Sydney, leaving out the dead-letter ones", t.queue & t.sydney & ~dlq, t.queue & t.sydney & dlq),
        ("stopped machines outside Europe", t.instance & t.state("stopped") & ~t.europe, t.instance & t.state("stopped") & t.europe),
        ("EBS snapshots somebody forgot to encrypt", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("KMS keys that can't be used because they aren't enabled", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("MySQL servers which do not span several availability zones", db_instance & t.field("Engine", "mysql") & single, db_instance & t.field("Engine", "mysql") & several),
        ("DynamoDB in Oregon missing point-in-time recovery", t.table & t.oregon & t.not_backed_up, t.table & t.oregon & t.backed_up),
        ("SNS topics in production, but none of the encrypted ones", t.topic & t.production & t.unencrypted, t.topic & t.production & t.encrypted),
        ("ECS services not launched on EC2", t.container & fargate, t.container & on_ec2),
        ("Roles created neither this year nor last year", t.role & before("2025-01-01"), t.role & t.between("2025-01-01")),
        ("RDS instances whose automated backups aren't on", db_instance & t.not_backed_up, db_instance & t.backed_up),
        ("Event rules which won't fire since they are off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
    ],
    "composed": [
        ("stopped EC2 instances in production that still have a public IP", t.instance & t.production & t.state("stopped") & address, t.instance & t.production & t.state("stopped") & ~address),
        ("RDS instances in staging or development that are publicly accessible and not encrypted", db_instance & (t.staging | t.development) & t.public & t.unencrypted, db_instance & (t.staging | t.development) & t.private & t.encrypted),
        ("buckets owned by orders in Frankfurt or Ireland and created in 2026", t.bucket & t.team("orders") & t.europe & t.between("2026-01-01", "2027-01-01")),
        ("production secrets from before 2026 with rotation turned off, except those of the identity team", t.secret & t.production & before("2026-01-01") & unrotated & ~t.team("identity"), t.secret & t.production & before("2026-01-01") & rotated & ~t.team("identity")),
        ("detached volumes of 200 GB or more without encryption", t.volume & t.state("available") & _size(200) & t.unencrypted, t.volume & t.state("in-use") & _size(200) & t.encrypted),
        ("prod Lambda functions on python3.9 or nodejs16.x, US regions only", t.function & t.production & t.field("Runtime", "python3.9", "nodejs16.x") & t.america, t.function & t.production & t.field("Runtime", "python3.12", "nodejs20.x") & t.america),
        ("running t3.micro and t3.medium instances in development that were never tagged", t.instance & t.development & t.state("running") & t.field("InstanceType", "t3.micro", "t3.medium") & t.untagged, t.instance & t.development & t.state("running") & t.field("InstanceType", "t3.micro", "t3.medium") & ~t.untagged),
        ("error-rate alarms in production that are in ALARM but not in Sydney", t.alarm & t.named("error-rate") & t.production & t.state("ALARM") & ~t.sydney, t.alarm & t.named("error-rate") & t.production & t.state("OK") & ~t.sydney),
        ("internet-facing load balancers of the payments team or the orders team, production, created after 2024", t.balancer & t.public & (t.team("payments") | t.team("orders")) & t.production & t.between("2025-01-01"), t.balancer & t.private & (t.team("payments") | t.team("orders")) & t.production & t.between("2025-01-01")),
        ("dead-letter queues in America that are unencrypted and not production", t.queue & dlq & t.america & t.unencrypted & ~t.production, t.queue & dlq & t.america & t.encrypted & ~t.production),
        ("on-demand DynamoDB tables having both deletion protection and point-in-time recovery", t.table & _billing("PAY_PER_REQUEST") & t.protected & t.backed_up, t.table & _billing("PAY_PER_REQUEST") & t.unprotected & t.not_backed_up),
        ("log groups without retention in production, Virginia or Sydney", t.logs & ~kept & t.production & (t.virginia | t.sydney), t.logs & kept & t.production & (t.virginia | t.sydney)),
        ("encrypted RDS snapshots taken in the last 90 days, only staging and development", t.db_snapshot & t.encrypted & t.younger(90) & (t.staging | t.development), t.db_snapshot & t.unencrypted & t.younger(90) & (t.staging | t.development)),
        ("ECS services with launch type EC2 in production which exist since before 2025", t.container & on_ec2 & t.production & before("2025-01-01"), t.container & fargate & t.production & before("2025-01-01")),
        ("SecureString parameters with an endpoint, production, not in a European region", t.parameter & t.encrypted & t.named("endpoint") & t.production & ~t.europe, t.parameter & t.unencrypted & t.named("endpoint") & t.production & ~t.europe),
        ("IAM roles in development for send-mail or unsubscribe", t.role & t.development & (t.named("send-mail") | t.named("unsubscribe"))),
        ("disabled rules with a rate of 5 minutes, and not in Ireland", t.rule & t.state("DISABLED") & often & ~t.ireland, t.rule & t.state("ENABLED") & often & ~t.ireland),
        ("single-AZ postgres or mysql in production with backups off", db_instance & t.field("Engine", "postgres", "mysql") & single & t.production & t.not_backed_up, db_instance & t.field("Engine", "postgres", "mysql") & several & t.production & t.backed_up),
        ("Aurora clusters that are encrypted but lack deletion protection, outside Oregon", cluster & t.encrypted & t.unprotected & ~t.oregon, cluster & t.encrypted & t.protected & ~t.oregon),
        ("Security groups open to 0.0.0.0/0, managed by terraform, in production or staging", t.group & t.public & t.tagged("managed-by", "terraform") & (t.production | t.staging), t.group & t.private & t.tagged("managed-by", "terraform") & (t.production | t.staging)),
    ],
    "misspelt": [
        ("unecnrypted volumes in producton", t.volume & t.unencrypted & t.production, t.volume & t.encrypted & t.production),
        ("stoped instnces in frankfrut", t.instance & t.state("stopped") & t.frankfurt, t.instance & t.state("running") & t.frankfurt),
        ("pubilc s3 bukcets", t.bucket & t.public, t.bucket & t.private),
        ("load balncers facing the intenret in irelnad", t.balancer & t.public & t.ireland, t.balancer & t.private & t.ireland),
        ("scerets without rotaiton in stagign", t.secret & t.staging & unrotated, t.secret & t.staging & rotated),
        ("lamda funcions on jvaa21", t.function & t.field("Runtime", "java21")),
        ("kuberentes clutsers with verison 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("dabatases without deltion protecton in sidney", t.database & t.sydney & t.unprotected, t.database & t.sydney & t.protected),
        ("dead lettre queus of wharehouse", t.queue & t.named("warehouse") & dlq, t.queue & t.named("warehouse") & ~dlq),
        ("secuirty gruops of pracel-tracking", t.group & t.named("parcel-tracking")),
        ("disbaled kms kesy", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("maraidb instacnes in virgina", db_instance & t.field("Engine", "mariadb") & t.virginia),
    ],
    "plain": [
        ("NAT gateways in us-west-2", nat & t.oregon),
        ("internet gateways production", gateway & t.production),
        ("Oracle RDS instances", db_instance & t.field("Engine", "oracle-se2")),
        ("ECS clusters in eu-west-1", ecs & t.ireland),
        ("IAM policy read-only-billing", policy & t.named("read-only-billing")),
        ("volumes of type io1 in ap-southeast-2", t.volume & t.field("VolumeType", "io1") & t.sydney),
        ("Step Functions state machines in production", t.machine & t.production),
        ("SNS topics of team catalog", t.topic & t.team("catalog")),
        ("m5.large instances terminated or stopped", t.instance & t.field("InstanceType", "m5.large") & t.state("terminated", "stopped")),
        ("Route 53 public hosted zones", t.zone & _private_zone(False), t.zone & _private_zone(True)),
        ("SSM parameters of type String in staging", t.parameter & t.staging & t.unencrypted, t.parameter & t.staging & t.encrypted),
        ("CloudWatch alarms disk-full in state ALARM", t.alarm & t.named("disk-full") & t.state("ALARM"), t.alarm & t.named("disk-full") & t.state("OK")),
    ],
}  # fmt: skip
