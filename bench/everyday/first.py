"""Questions written blind: by an on-call engineer, a security auditor, a manager, and their neighbours."""

from bench import truth as t
from bench.truth import Is, before, older

cluster, instance_db = t.kind("rds:db_cluster"), t.kind("rds:db_instance")
eks, ecs_cluster, vpc, nat = t.kind("eks:cluster"), t.kind("ecs:cluster"), t.kind("ec2:vpc"), t.kind("ec2:nat_gateway")
igw, key_pair = t.kind("ec2:internet_gateway"), t.kind("ec2:key_pair")
iam_group, policy = t.kind("iam:group"), t.kind("iam:policy")

addressed = Is(lambda one: bool(one.properties.get("PublicIpAddress")))
kept_forever = Is(lambda one: "retentionInDays" not in one.properties)
private_zone = Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is True)
on_demand = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST")
python = Is(lambda one: one.properties.get("Runtime", "").startswith("python"))
robot = Is(lambda one: one.name in ("ci-runner", "backup-robot"))
every_five, at_three = (
    t.field("ScheduleExpression", "rate(5 minutes)"),
    t.field("ScheduleExpression", "cron(0 3 * * ? *)"),
)
running, stopped = t.state("running"), t.state("stopped")
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
fargate, on_ec2 = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
hands_out, keeps_inside = t.field("MapPublicIpOnLaunch", True), t.field("MapPublicIpOnLaunch", False)


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        # on call
        ("what's ringing in prod right now?", t.alarm & t.production & t.state("ALARM"), t.alarm & t.production & t.state("OK")),
        ("Which VMs in Frankfurt are powered down but could still be booted again?", t.instance & t.frankfurt & stopped, t.instance & t.frankfurt & running),
        ("some of our databases ran out of disk space, which ones?", instance_db & t.state("storage-full")),
        ("any serverless code that is in a failed condition?", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("where do checkout's messages land when they cannot be processed", t.queue & t.named("checkout") & t.named("-dlq")),
        ("Monitoring alerts that don't have enough readings to decide whether things are fine", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK", "ALARM")),
        ("Which alerts warn us about slow responses in Sydney?", t.alarm & t.sydney & t.named("latency")),
        ("somebody paused a few of our scheduled triggers - list them please", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("scheduled triggers set for 3 am each night", t.rule & at_three, t.rule & every_five),
        ("is there a database busy taking its backup at the moment?", instance_db & t.state("backing-up")),
        ("container services behind parcel tracking", t.container & t.named("parcel-tracking")),
        ("something broke after a deploy: lambda code that was changed within the past three days", t.function & t.younger(3), t.function & older(3)),
        ("machines that were brought up during the last 48 hours", t.instance & t.younger(2), t.instance & older(2)),
        ("Kubernetes still on version 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("Which alerts page somebody when a disk fills up? live environment only", t.alarm & t.production & t.named("disk-full")),
        ("I need the container clusters (ECS) of the test stage before go-live, our staging that is", ecs_cluster & t.staging),
        ("virtual servers up at this moment which have an address on the internet", t.instance & running & addressed, t.instance & running & ~addressed),
        ("give me the switched-on machines in Dublin's region", t.instance & t.ireland & running, t.instance & t.ireland & stopped),
        ("What load balancing do we have in Oregon that customers on the web can reach?", t.balancer & t.oregon & t.public, t.balancer & t.oregon & t.private),
        ("Where is the endpoint setting of the login app stored, for every environment?", t.parameter & t.named("/login/") & t.named("endpoint")),
        # audit
        ("S3 storage that is open to the whole world", t.bucket & t.public, t.bucket & t.private),
        ("disks in the US on which data is written in the clear", t.volume & t.america & t.unencrypted, t.volume & t.america & t.encrypted),
        ("firewall rule sets that let the entire internet in", t.group & t.public, t.group & t.private),
        ("Which stored database passwords get replaced automatically from time to time?", t.secret & t.named("db-password") & rotated, t.secret & t.named("db-password") & unrotated),
        ("config values in the parameter store which are kept as plain text", t.parameter & t.field("Type", "String"), t.parameter & t.field("Type", "SecureString")),
        ("crypto keys waiting to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Evidence please: CloudWatch logs that pile up forever", t.logs & kept_forever, t.logs & ~kept_forever),
        ("message queues which would accept a message from absolutely anybody", t.queue & t.public, t.queue & t.private),
        ("which SNS channels protect their messages at rest with a key", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("saved copies of RDS databases that were stored with no encryption", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("Could an attacker on the internet connect straight to one of our databases? List the exposed ones", t.database & t.public, t.database & t.private),
        ("DNS zones that only resolve inside our own network", t.zone & private_zone, t.zone & ~private_zone),
        ("user logins that were added in the course of 2026", t.user & t.between("2026-01-01", "2027-01-01"), t.user & before("2026-01-01")),
        ("IAM logins used by machines rather than human beings", t.user & robot, t.user & ~robot),
        ("the groups our admins are in, across all accounts", iam_group & t.named("administrators")),
        ("the permission document that blocks use of the root login", policy & t.named("deny-root")),
        ("which role does the code for bank transfers assume when it runs", t.role & t.named("bank-transfer")),
        ("SSH keys more than three years of age", key_pair & older(3 * 365), key_pair & t.younger(3 * 365)),
        ("object stores labelled as holding confidential data", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public")),
        ("control planes of Kubernetes whose API answers to the public internet", eks & t.public, eks & t.private),
        ("encryption keys that somebody has turned off", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        # managers and money
        ("disks hooked up to nothing that we keep paying for", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("Which databases do we need an Oracle licence for?", instance_db & t.field("Engine", "oracle-se2")),
        ("machines with 64 gigs of RAM, currently turned on, in the States", t.instance & t.america & running & t.field("InstanceType", "r5.2xlarge")),
        ("NoSQL tables where the bill follows the number of reads and writes", t.table & on_demand, t.table & ~on_demand),
        ("In which buckets are our customers' invoices kept?", t.bucket & t.named("customer-invoices")),
        ("the code that turns an invoice into a PDF", t.function & t.named("render-pdf")),
        ("Does any load balancer carry the growth team's tag? Which?", t.balancer & t.team("growth")),
        ("step-by-step workflows for logistics work, such as shipping or warehouse", t.machine & (t.named("shipping") | t.named("warehouse") | t.named("parcel-tracking"))),
        ("our virtual networks over in Ireland", vpc & t.ireland),
        ("outbound gateways through which private machines in Australia reach the internet", nat & t.sydney),
        ("parts of the network where every new machine receives a public address by itself", t.subnet & hands_out, t.subnet & keeps_inside),
        ("Which relational databases would keep working if one data centre burned down?", t.relational & t.field("MultiAZ", True), t.relational & t.field("MultiAZ", False)),
        ("live databases which are safe from somebody deleting them by accident", t.database & t.production & t.protected, t.database & t.production & t.unprotected),
        ("SQL databases whose automatic backups stay around for 30 days", t.relational & t.field("BackupRetentionPeriod", 30), t.relational & t.field("BackupRetentionPeriod", 0, 7)),
        ("containers for which Amazon looks after the hosts", t.container & fargate, t.container & on_ec2),
        ("point-in-time copies of server disks made before 2024", t.snapshot & before("2024-01-01"), t.snapshot & t.between("2024-01-01")),
        ("programs that have still to be moved off Node 16", t.function & t.field("Runtime", "nodejs16.x")),
        ("hello, i search the place where photos of products are saved", t.bucket & t.named("product-images")),
        ("who removes a person's data when they ask for it? the lambda, I mean", t.function & t.named("delete-user-data")),
    ],
    "negated": [
        ("RDS instances that aren't spread across availability zones", instance_db & t.field("MultiAZ", False), instance_db & t.field("MultiAZ", True)),
        ("production secrets nobody has set to rotate", t.secret & t.production & unrotated, t.secret & t.production & rotated),
        ("log groups in Virginia lacking an expiry", t.logs & t.virginia & kept_forever, t.logs & t.virginia & ~kept_forever),
        ("Which DynamoDB tables have no point-in-time recovery?", t.table & t.not_backed_up, t.table & t.backed_up),
        ("buckets without a single tag", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("Load balancers that can't be reached from outside", t.balancer & t.private, t.balancer & t.public),
        ("development machines in any state other than running", t.instance & t.development & ~running, t.instance & t.development & running),
        ("queues on which someone forgot to turn encryption on", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("databases where nothing would stop me from deleting them", t.database & t.unprotected, t.database & t.protected),
        ("staging alarms, but leave out those that are OK", t.alarm & t.staging & ~t.state("OK"), t.alarm & t.staging & t.state("OK")),
        ("functions written in anything but Python", t.function & ~python, t.function & python),
        ("on which database instances were automated backups never switched on", instance_db & t.not_backed_up, instance_db & t.backed_up),
        ("KMS keys I cannot encrypt with today since they are not enabled", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("EBS volumes in Sydney that no instance uses", t.volume & t.sydney & t.state("available"), t.volume & t.sydney & t.state("in-use")),
        ("SNS topics missing a KMS key", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("EKS clusters with the public endpoint disabled", eks & t.private, eks & t.public),
        ("balancers in prod that carry neither a team nor an owner tag", t.balancer & t.production & t.unowned, t.balancer & t.production & ~t.unowned),
        ("subnets that don't assign public IPs on launch", t.subnet & keeps_inside, t.subnet & hands_out),
        ("Lambda functions untouched since 2024 began", t.function & before("2024-01-01"), t.function & t.between("2024-01-01")),
        ("running servers in Oregon with no public IP whatsoever", t.instance & t.oregon & running & ~addressed, t.instance & t.oregon & running & addressed),
    ],
    "composed": [
        ("production databases in Europe that are encrypted but have deletion protection switched off", t.database & t.production & t.europe & t.encrypted & t.unprotected, t.database & t.production & t.europe & t.unencrypted & t.protected),
        ("loose volumes larger than 500 GB, everywhere except Frankfurt", t.volume & t.state("available") & t.field("Size", 1000) & ~t.frankfurt, t.volume & t.state("in-use") & t.field("Size", 1000) & t.frankfurt),
        ("running instances tagged for the payments team in Virginia or Oregon with a public IP", t.instance & running & t.team("payments") & t.america & addressed, t.instance & running & t.team("payments") & t.america & ~addressed),
        ("MySQL or MariaDB instances, unencrypted, not in development", instance_db & t.field("Engine", "mysql", "mariadb") & t.unencrypted & ~t.development, instance_db & t.field("Engine", "mysql", "mariadb") & t.encrypted & ~t.development),
        ("functions in production on python3.9 or nodejs16.x, but not the ones in Sydney", t.function & t.production & t.field("Runtime", "python3.9", "nodejs16.x") & ~t.sydney, t.function & t.production & t.field("Runtime", "python3.9", "nodejs16.x") & t.sydney),
        ("alarms about error rate or latency that are in alarm, production or staging", t.alarm & (t.named("error-rate") | t.named("latency")) & t.state("ALARM") & (t.production | t.staging), t.alarm & (t.named("error-rate") | t.named("latency")) & t.state("OK") & (t.production | t.staging)),
        ("audit finding: db passwords in prod created before 2025 and with rotation off", t.secret & t.named("db-password") & t.production & before("2025-01-01") & unrotated, t.secret & t.named("db-password") & t.production & before("2025-01-01") & rotated),
        ("public buckets in the United States that hold backups or uploads", t.bucket & t.public & t.america & (t.named("-backups-") | t.named("-uploads-")), t.bucket & t.private & t.america & (t.named("-backups-") | t.named("-uploads-"))),
        ("stopped t3.micro or t3.medium instances launched more than a year ago", t.instance & stopped & t.field("InstanceType", "t3.micro", "t3.medium") & older(365), t.instance & running & t.field("InstanceType", "t3.micro", "t3.medium") & older(365)),
        ("EBS snapshots that are not encrypted and were made before 2025, outside of Ireland", t.snapshot & t.unencrypted & before("2025-01-01") & ~t.ireland, t.snapshot & t.encrypted & before("2025-01-01") & ~t.ireland),
        ("internet-facing load balancers in prod that have a team or owner tag, though not payments", t.balancer & t.public & t.production & ~t.unowned & ~t.team("payments"), t.balancer & t.private & t.production & ~t.unowned & ~t.team("payments")),
        ("dead letter queues in eu-central-1 and eu-west-1 without encryption, production only", t.queue & t.named("-dlq") & t.europe & t.unencrypted & t.production, t.queue & t.named("-dlq") & t.europe & t.encrypted & t.production),
        ("Fargate services for production, created in 2026", t.container & fargate & t.production & t.between("2026-01-01", "2027-01-01"), t.container & on_ec2 & t.production & t.between("2026-01-01", "2027-01-01")),
        ("on-demand tables in Oregon that have point in time recovery but no deletion protection", t.table & on_demand & t.oregon & t.backed_up & t.unprotected, t.table & on_demand & t.oregon & t.not_backed_up & t.protected),
        ("enabled EventBridge rules that run every five minutes and belong to staging or dev", t.rule & t.state("ENABLED") & every_five & (t.staging | t.development), t.rule & t.state("DISABLED") & every_five & (t.staging | t.development)),
        ("customer keys in the acme-data account that are enabled and not older than one year", t.key & t.account("acme-data") & t.state("Enabled") & t.younger(365), t.key & t.account("acme-data") & t.state("Disabled", "PendingDeletion") & t.younger(365)),
        ("log groups of development functions in us-east-1 or us-west-2 where no retention is set", t.logs & t.development & t.america & kept_forever, t.logs & t.development & t.america & ~kept_forever),
        ("SecureString parameters in staging modified in the last 90 days, except the feature flags", t.parameter & t.field("Type", "SecureString") & t.staging & t.younger(90) & ~t.named("feature-flags"), t.parameter & t.field("Type", "String") & t.staging & t.younger(90) & ~t.named("feature-flags")),
        ("gp2 volumes attached to a machine, encrypted, and 200 GB in size", t.volume & t.field("VolumeType", "gp2") & t.state("in-use") & t.encrypted & t.field("Size", 200), t.volume & t.field("VolumeType", "gp2") & t.state("in-use") & t.unencrypted & t.field("Size", 200)),
        ("Postgres RDS instances, Multi-AZ, publicly accessible, with backups on", instance_db & t.field("Engine", "postgres") & t.field("MultiAZ", True) & t.public & t.backed_up, instance_db & t.field("Engine", "postgres") & t.field("MultiAZ", True) & t.private & t.backed_up),
    ],
    "misspelt": [
        ("unencrpyted volumes in irleand", t.volume & t.ireland & t.unencrypted, t.volume & t.ireland & t.encrypted),
        ("publc buckets in producton", t.bucket & t.production & t.public, t.bucket & t.production & t.private),
        ("stoped instnaces in virgina", t.instance & t.virginia & stopped, t.instance & t.virginia & running),
        ("secrtes with rotatoin disabled in stagign", t.secret & t.staging & unrotated, t.secret & t.staging & rotated),
        ("lamda functons on java21", t.function & t.field("Runtime", "java21")),
        ("databses withuot delteion protection in frankfrut", t.database & t.frankfurt & t.unprotected, t.database & t.frankfurt & t.protected),
        ("interal load balancrs in sidney", t.balancer & t.sydney & t.private, t.balancer & t.sydney & t.public),
        ("disbaled event ruels in developement", t.rule & t.development & t.state("DISABLED"), t.rule & t.development & t.state("ENABLED")),
        ("kms keyes pendign deletoin in oregn", t.key & t.oregon & t.state("PendingDeletion"), t.key & t.oregon & t.state("Enabled")),
        ("secruity gruops open to the intrenet in oregon", t.group & t.oregon & t.public, t.group & t.oregon & t.private),
        ("dynmodb talbes taged with the idenity team", t.table & t.team("identity")),
        ("ngiht report fucntion of reproting in prod", t.function & t.named("nightly-report") & t.production),
    ],
    "plain": [
        ("internet gateways in us-west-2", igw & t.oregon),
        ("IAM policies named read-only-billing", policy & t.named("read-only-billing")),
        ("Aurora PostgreSQL clusters in production", cluster & t.production),
        ("CloudWatch alarms in state INSUFFICIENT_DATA in ap-southeast-2", t.alarm & t.sydney & t.state("INSUFFICIENT_DATA"), t.alarm & t.sydney & t.state("OK")),
        ("io1 volumes", t.volume & t.field("VolumeType", "io1")),
        ("NAT gateways in the acme-staging account", nat & t.account("acme-staging")),
        ("IAM roles created in 2025", t.role & t.between("2025-01-01", "2026-01-01")),
        ("RDS snapshots in eu-west-1 with storage encryption", t.db_snapshot & t.ireland & t.encrypted, t.db_snapshot & t.ireland & t.unencrypted),
        ("secrets tagged managed-by terraform", t.secret & t.tagged("managed-by", "terraform")),
        ("Step Functions state machines in development", t.machine & t.development),
        ("sqlserver-se DB instances", instance_db & t.field("Engine", "sqlserver-se")),
        ("public Route 53 hosted zones", t.zone & ~private_zone, t.zone & private_zone),
    ],
}  # fmt: skip
