"""Questions of a backend developer, a site reliability lead, an internal auditor, a business analyst and a
Spanish-speaking administrator, written without a look at how the search understands them.
"""

from bench import truth as t
from bench.truth import Is

has_address = Is(lambda one: "PublicIpAddress" in one.properties)
retained = Is(lambda one: "retentionInDays" in one.properties)
assigns = t.field("MapPublicIpOnLaunch", True)
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
two_zones, one_zone = t.field("MultiAZ", True), t.field("MultiAZ", False)
on_demand = Is(lambda one: one.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")
inner = Is(lambda one: bool(one.properties["Config"]["PrivateZone"]))
nightly = t.field("ScheduleExpression", "cron(0 3 * * ? *)")
dead = t.named("-dlq")
postgres = t.field("Engine", "postgres")
fargate = t.field("launchType", "FARGATE")
instance_db, aurora = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
kubernetes = t.kind("eks:cluster")


def size_over(gigabytes: int) -> Is:
    return Is(lambda one: one.properties.get("Size", 0) > gigabytes)


def runtime(start: str) -> Is:
    return Is(lambda one: one.properties.get("Runtime", "").startswith(start))


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("Which virtual machines are up right now in Germany?", t.instance & t.state("running") & t.frankfurt, t.instance & t.state("stopped", "terminated") & t.frankfurt),
        ("boxes somebody powered down in Oregon", t.instance & t.state("stopped") & t.oregon, t.instance & t.state("running") & t.oregon),
        ("Australian servers that carry an address of their own on the internet", t.instance & t.sydney & has_address, t.instance & t.sydney & ~has_address),
        ("machines already destroyed but that still figure in the listing", t.instance & t.state("terminated")),
        ("I want to see the hosts that were launched in the past seven days", t.instance & t.younger(7)),
        ("tiny micro servers that we keep switched on", t.instance & t.field("InstanceType", "t3.micro") & t.state("running"), t.instance & t.field("InstanceType", "t3.micro") & t.state("stopped", "terminated")),
        ("For the savings review: disks hooked up to nothing that we go on paying for", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("drives whose content is written in the clear", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("the growth team's largest hard drives, a thousand gigs each", t.volume & t.team("growth") & t.field("Size", 1000)),
        ("point-in-time copies of server disks taken within the last two weeks", t.snapshot & t.younger(14), t.snapshot & t.older(14)),
        ("Disk copies dating from before 2023, candidates for the bin", t.snapshot & t.before("2023-01-01"), t.snapshot & t.between("2023-01-01")),
        ("Evidence needed: object storage that any stranger on the web could read", t.bucket & t.public, t.bucket & t.private),
        ("Where are the pictures of the goods we sell kept?", t.bucket & t.named("product-images")),
        ("where do we store the invoices of the customers", t.bucket & t.named("customer-invoices")),
        ("file stores labelled as holding confidential data", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public")),
        ("object storage holding the marketing landing pages, live environment only", t.bucket & t.named("landing-pages") & t.production),
        ("firewalls letting in traffic from anywhere on earth", t.group & t.public, t.group & t.private),
        ("slices of the Irish network where new machines get an outside address by themselves", t.subnet & t.ireland & assigns, t.subnet & t.ireland & ~assigns),
        ("the isolated virtual networks that we run out of N. Virginia", t.kind("ec2:vpc") & t.virginia),
        ("address translators for outgoing traffic, Sydney", t.kind("ec2:nat_gateway") & t.sydney),
        ("Are there SSH keys that were made over three years ago?", t.kind("ec2:key_pair") & t.older(1096), t.kind("ec2:key_pair") & t.younger(1095)),
        ("k8s control planes which can be contacted from the open internet", kubernetes & t.public, kubernetes & t.private),
        ("Kubernetes still on the old release 1.29", kubernetes & t.field("version", "1.29"), kubernetes & t.field("version", "1.33")),
        ("relational databases, whatever the brand, that outsiders can connect to over the internet", instance_db & t.public, instance_db & t.private),
        ("relational databases for which zero days of automatic copies are kept", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("MySQL that would survive if we lose one data centre", instance_db & t.field("Engine", "mysql") & two_zones, instance_db & t.field("Engine", "mysql") & one_zone),
        ("licence count: every Oracle database we operate", instance_db & t.field("Engine", "oracle-se2")),
        ("Microsoft SQL databases in the live environment", instance_db & t.field("Engine", "sqlserver-se") & t.production),
        ("which relational DB ran out of disk space", instance_db & t.state("storage-full")),
        ("The SQL databases that are shut down at this moment, please", instance_db & t.state("stopped"), instance_db & t.state("available", "storage-full", "backing-up")),
        ("Aurora that is safe against being dropped by mistake", aurora & t.protected, aurora & t.unprotected),
        ("copies of relational databases lying around in readable, unciphered form", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("database copies taken before a migration, more than two years ago", t.db_snapshot & t.older(731), t.db_snapshot & t.younger(730)),
        ("non-relational tables we can rewind to an earlier minute if someone corrupts them", t.table & t.backed_up, t.table & t.not_backed_up),
        ("key-value tables where we pay per call instead of reserving throughput", t.table & on_demand, t.table & ~on_demand),
        ("NoSQL storage of user sessions", t.table & t.named("sessions")),
        ("serverless code stuck on the outdated Python", t.function & t.field("Runtime", "python3.9"), t.function & t.field("Runtime", "python3.12")),
        ("What runs on the JavaScript runtime that is end of life, Node 16?", t.function & t.field("Runtime", "nodejs16.x")),
        ("serverless code in a broken state", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("the bit of code that charges the shopper's card", t.function & t.named("capture-card")),
        ("Serverless code nobody has changed for three years or longer", t.function & t.older(1096), t.function & t.younger(1095)),
        ("application logs piling up forever because nobody set when to purge them", t.logs & ~retained, t.logs & retained),
        ("In Sydney, which logs get thrown away after one month?", t.logs & t.sydney & t.field("retentionInDays", 30), t.logs & t.sydney & ~retained),
        ("Where do the undeliverable messages of the payments crew end up?", t.queue & dead & t.team("payments"), t.queue & ~dead & t.team("payments")),
        ("message queues where anyone at all may drop something in", t.queue & t.public, t.queue & t.private),
        ("pub/sub channels scrambled with a key", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("what is going off on the monitoring at this instant", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("monitors of the catalog team that cannot decide since too few measurements arrive", t.alarm & t.team("catalog") & t.state("INSUFFICIENT_DATA")),
        ("What warns us that a disk fills up? Staging.", t.alarm & t.named("disk-full") & t.staging),
        ("cron-like triggers someone has paused", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("the timed jobs programmed for the three of the morning", t.rule & nightly),
        ("stored credentials that get renewed by themselves, no human needed", t.secret & rotated, t.secret & unrotated),
        ("Database passwords of the live environment, where are they stored?", t.secret & t.named("db-password") & t.production),
        ("settings that turn features on or off in dev", t.parameter & t.named("feature-flags") & t.development),
        ("crypto keys about to be destroyed for good", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("web traffic distributors of the identity squad that only answer within the company's own network", t.balancer & t.team("identity") & t.field("Scheme", "internal"), t.balancer & t.team("identity") & t.field("Scheme", "internet-facing")),
        ("containerised apps where we don't look after the hosts ourselves", t.container & fargate, t.container & ~fargate),
        ("DNS domains resolvable just from inside", t.zone & inner, t.zone & ~inner),
        ("Mei Tan is leaving us on Friday: in what accounts does she have a login?", t.user & t.named("mei.tan")),
        ("With what permissions does the payout bank transfer code act? I mean the identity it assumes.", t.role & t.named("bank-transfer")),
    ],
    "negated": [
        ("volumes without encryption in Virginia", t.volume & t.unencrypted & t.virginia, t.volume & t.encrypted & t.virginia),
        ("Load balancers in production that are not internet-facing", t.balancer & t.production & t.private, t.balancer & t.production & t.public),
        ("queues lacking encryption at rest, Ireland", t.queue & t.unencrypted & t.ireland, t.queue & t.encrypted & t.ireland),
        ("Which staging EC2 instances have no public IP?", t.instance & t.staging & ~has_address, t.instance & t.staging & has_address),
        ("S3 buckets nobody ever put a tag on", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("Lambda functions written in anything but Python", t.function & ~runtime("python"), t.function & runtime("python")),
        ("DynamoDB tables left unprotected against deletion in the production environment", t.table & t.production & t.unprotected, t.table & t.production & t.protected),
        ("alarms whose state isn't OK", t.alarm & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.state("OK")),
        ("KMS keys that can't be used today, for whatever reason", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("RDS instances in prod that don't span several availability zones", instance_db & t.production & one_zone, instance_db & t.production & two_zones),
        ("Lambda functions that no team claims in the tags", t.function & t.unowned, t.function & ~t.unowned),
        ("running EC2 instances outside of Europe", t.instance & t.state("running") & ~t.europe, t.instance & t.state("running") & t.europe),
        ("Neither MySQL nor Postgres: what RDS instances of other engines are there?", instance_db & ~t.field("Engine", "mysql", "postgres"), instance_db & t.field("Engine", "mysql", "postgres")),
        ("SQS queues of fraud-scoring, dead-letter ones excluded", t.queue & t.named("fraud-scoring") & ~dead, t.queue & t.named("fraud-scoring") & dead),
        ("Leave out the running machines: which EC2 instances remain in the account acme-shared?", t.instance & t.account("acme-shared") & ~t.state("running"), t.instance & t.account("acme-shared") & t.state("running")),
        ("subnets in Frankfurt that never assign a public address on launch", t.subnet & t.frankfurt & ~assigns, t.subnet & t.frankfurt & assigns),
        ("secrets for which rotation was never enabled, acme-data account", t.secret & t.account("acme-data") & unrotated, t.secret & t.account("acme-data") & rotated),
        ("The parameters in Sydney that they are not SecureString, give me please", t.parameter & t.sydney & t.field("Type", "String"), t.parameter & t.sydney & t.field("Type", "SecureString")),
        ("none of our security groups in Oregon should be open to the world, list the ones that aren't", t.group & t.oregon & t.private, t.group & t.oregon & t.public),
        ("ECS services running on something other than Fargate in development", t.container & t.development & ~fargate, t.container & t.development & fargate),
    ],
    "composed": [
        ("production machines in Frankfurt that are running and have a public IP", t.instance & t.production & t.frankfurt & t.state("running") & has_address),
        ("unattached volumes over 100 GB that aren't encrypted", t.volume & t.state("available") & size_over(100) & t.unencrypted, t.volume & t.state("in-use") & ~size_over(100) & t.encrypted),
        ("Finding 4: database instances in production, publicly accessible, and without encrypted storage", instance_db & t.production & t.public & t.unencrypted, instance_db & t.production & t.private & t.encrypted),
        ("functions in the US on python3.9 or nodejs16.x, prod only", t.function & t.america & t.production & t.field("Runtime", "python3.9", "nodejs16.x")),
        ("error rate or latency alarms firing in production", t.alarm & t.production & t.state("ALARM") & (t.named("error-rate") | t.named("latency")), t.alarm & t.production & t.state("OK") & (t.named("error-rate") | t.named("latency"))),
        ("secrets created before 2024 and still not rotated automatically, but skip development", t.secret & t.before("2024-01-01") & unrotated & ~t.development, t.secret & t.before("2024-01-01") & rotated & ~t.development),
        ("on-demand tables in prod having neither point-in-time recovery nor deletion protection", t.table & t.production & on_demand & t.not_backed_up & t.unprotected, t.table & t.production & on_demand & t.backed_up & t.protected),
        ("RDS snapshots from Ireland or Frankfurt, more than a year old, unencrypted", t.db_snapshot & t.europe & t.older(366) & t.unencrypted, t.db_snapshot & t.europe & t.older(366) & t.encrypted),
        ("all dead-letter queues belonging to the orders team except those in Virginia", t.queue & dead & t.team("orders") & ~t.virginia),
        ("internet facing load balancers made in the last 30 days which have no tags", t.balancer & t.public & t.younger(30) & t.untagged),
        ("European log groups of production with no retention set", t.logs & t.europe & t.production & ~retained, t.logs & t.europe & t.production & retained),
        ("Fargate services owned by either payments or data-platform, not in Oregon", t.container & fargate & (t.team("payments") | t.team("data-platform")) & ~t.oregon),
        ("feature flags parameters, SecureString type, staging, any region but Sydney", t.parameter & t.named("feature-flags") & t.field("Type", "SecureString") & t.staging & ~t.sydney),
        ("stopped instances launched before 2025 that are bigger than micro", t.instance & t.state("stopped") & t.before("2025-01-01") & ~t.field("InstanceType", "t3.micro")),
        ("disabled EventBridge rules with a daily 3 am schedule and a production environment", t.rule & t.state("DISABLED") & nightly & t.production, t.rule & t.state("ENABLED") & nightly & t.production),
        ("postgres RDS instances with deletion protection on and Multi-AZ too, but publicly accessible no", instance_db & postgres & t.protected & two_zones & t.private, instance_db & postgres & t.unprotected & one_zone & t.public),
        ("backups buckets created in 2026, located in the US, and not public", t.bucket & t.named("-backups-") & t.between("2026-01-01", "2027-01-01") & t.america & t.private),
        ("security groups of the identity or the mobile team with 0.0.0.0/0 ingress outside dev", t.group & (t.team("identity") | t.team("mobile")) & t.public & ~t.development, t.group & (t.team("identity") | t.team("mobile")) & t.private & ~t.development),
        ("gp2 volumes, encrypted, attached, 200 GB or more, in us-west-2 or us-east-1", t.volume & t.field("VolumeType", "gp2") & t.encrypted & t.state("in-use") & size_over(199) & t.america),
        ("As part of the quarterly check I need SNS topics in acme-production, carrying the tag of an owning team, that are unencrypted", t.topic & t.account("acme-production") & ~t.unowned & t.unencrypted, t.topic & t.account("acme-production") & ~t.unowned & t.encrypted),
    ],
    "misspelt": [
        ("stoped instnaces in irland", t.instance & t.state("stopped") & t.ireland, t.instance & t.state("running") & t.ireland),
        ("unecrypted volmues in sydeny", t.volume & t.unencrypted & t.sydney, t.volume & t.encrypted & t.sydney),
        ("publc s3 bukcets in producton", t.bucket & t.public & t.production, t.bucket & t.private & t.production),
        ("secerts withuot rotaton in stagign", t.secret & unrotated & t.staging, t.secret & rotated & t.staging),
        ("lamdba fucntions on jaav21", t.function & t.field("Runtime", "java21")),
        ("mariabd databses in oregno", instance_db & t.field("Engine", "mariadb") & t.oregon),
        ("dsiabled kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("alrams for high cpu in frankfrut", t.alarm & t.named("high-cpu") & t.frankfurt),
        ("interal laod balancers virgina", t.balancer & t.private & t.virginia, t.balancer & t.public & t.virginia),
        ("dead leter queus of the logisitcs team", t.queue & dead & t.team("logistics")),
        ("kuberentes clutsers", kubernetes),
        ("dynmaodb tabels with deletoin protecton", t.table & t.protected, t.table & t.unprotected),
    ],
    "plain": [
        ("IAM users", t.user),
        ("EC2 instances of type m5.large in eu-west-1", t.instance & t.field("InstanceType", "m5.large") & t.ireland),
        ("Step Functions state machines", t.machine),
        ("Route 53 hosted zones", t.zone),
        ("io1 EBS volumes", t.volume & t.field("VolumeType", "io1")),
        ("RDS DB clusters with StorageEncrypted false", aurora & t.unencrypted, aurora & t.encrypted),
        ("NAT gateways in ap-southeast-2 and internet gateways in ap-southeast-2", t.kind("ec2:nat_gateway", "ec2:internet_gateway") & t.sydney),
        ("CloudWatch alarms in INSUFFICIENT_DATA in us-east-1", t.alarm & t.state("INSUFFICIENT_DATA") & t.virginia),
        ("IAM policy read-only-billing", t.kind("iam:policy") & t.named("read-only-billing")),
        ("IAM group administrators", t.kind("iam:group") & t.named("administrators")),
        ("ECS clusters in us-west-2", t.kind("ecs:cluster") & t.oregon),
        ("Lambda functions with State Inactive", t.function & t.state("Inactive"), t.function & t.state("Active")),
    ],
}  # fmt: skip
