"""Questions of a platform lead, a penetration tester, a data engineer and a support agent; written without seeing how the search understands."""

from bench import truth as t
from bench.truth import Is

address = Is(lambda one: bool(one.properties.get("PublicIpAddress")))
kept = Is(lambda one: "retentionInDays" in one.properties)
inside = Is(lambda one: bool(one.properties.get("Config", {}).get("PrivateZone")))
multi, single = t.field("MultiAZ", True), t.field("MultiAZ", False)
rotated, stale = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
terraform = t.tagged("managed-by", "terraform")
cluster, aurora = t.kind("eks:cluster"), t.kind("rds:db_cluster")
single_db = t.kind("rds:db_instance")
python = Is(lambda one: str(one.properties.get("Runtime")).startswith("python"))


def billed(mode: str) -> Is:
    return Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == mode)


def engine(*names: str) -> Is:
    return single_db & t.field("Engine", *names)


def sized(least: int, most: int = 10**9) -> Is:
    return Is(lambda one: least <= one.properties.get("Size", -1) <= most)


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("file stores a stranger on the web could read from without logging in", t.bucket & t.public, t.bucket & t.private),
        ("Which firewalls let the whole world in?", t.group & t.public, t.group & t.private),
        ("postgres servers I could try to connect to from my sofa, no VPN", engine("postgres") & t.public, engine("postgres") & t.private),
        ("kubernetes control planes answering on the open internet", cluster & t.public, cluster & t.private),
        ("message queues that absolutely anybody is allowed to drop messages into", t.queue & t.public, t.queue & t.private),
        ("give me every VM that owns an address routable from outside", t.instance & address, t.instance & ~address),
        ("network segments where a freshly started machine automatically receives an outside address", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("config values sitting there in plain text", t.parameter & t.field("Type", "String"), t.parameter & t.field("Type", "SecureString")),
        ("database passwords that stay the same until a human changes them", t.secret & t.named("db-password") & stale, t.secret & t.named("db-password") & rotated),
        ("database dumps an attacker could read straight away if he stole the storage", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("ssh keys for hopping onto the Sydney bastion", t.kind("ec2:key_pair") & t.sydney),
        ("the permission document that permits deploying anything", t.kind("iam:policy") & t.named("deploy-anything")),
        ("load balancers visible to nobody but our own network", t.balancer & t.private, t.balancer & t.public),
        ("domains that only resolve inside the company", t.zone & inside, t.zone & ~inside),
        ("disks we pay for that hang off no machine", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("Before the audit: logs we would be keeping until the end of time", t.logs & ~kept, t.logs & kept),
        ("alerts going off right now", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("monitors with too few readings to tell whether things are fine or not", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK")),
        ("scheduled jobs somebody has turned off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("Which timers are set to five-minute intervals?", t.rule & t.field("ScheduleExpression", "rate(5 minutes)")),
        ("finance needs the licence count, so all the Oracle databases please", engine("oracle-se2")),
        ("Microsoft's database on the American west coast", engine("sqlserver-se") & t.oregon),
        ("SQL databases one careless click could wipe out, with no safety catch on", t.relational & t.unprotected, t.relational & t.protected),
        ("mysql with a standby waiting in a second data centre", engine("mysql") & multi, engine("mysql") & single),
        ("encryption keys that are scheduled to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Docker workloads where we don't have to look after any hosts ourselves", t.container & t.field("launchType", "FARGATE"), t.container & t.field("launchType", "EC2")),
        ("k8s still stuck on 1.29", cluster & t.field("version", "1.29"), cluster & t.field("version", "1.33")),
        ("Grace Hopper is leaving on Friday, where does she have a login", t.user & t.named("grace.hopper")),
        ("gateways doing address translation for us in Europe", t.kind("ec2:nat_gateway") & t.europe),
        ("serverless code on Node 16, which has been out of support for ages", t.function & t.field("Runtime", "nodejs16.x"), t.function & t.field("Runtime", "nodejs20.x")),
        ("machines we parked: powered down, but they still exist", t.instance & t.state("stopped"), t.instance & t.state("running")),
        ("drives on the older general purpose type that we ought to move over to gp3", t.volume & t.field("VolumeType", "gp2"), t.volume & t.field("VolumeType", "gp3")),
        ("servers carrying no label whatsoever", t.instance & t.untagged, t.instance & ~t.untagged),
        ("Object storage with no team's name tagged on it", t.bucket & t.unowned, t.bucket & ~t.unowned),
        ("SQL databases that belong to the logistics people", t.relational & t.team("logistics")),
        ("VMs launched within the past seven days", t.instance & t.younger(7), t.instance & t.older(7)),
        ("load balancers under terraform's control", t.balancer & terraform),
        ("the group that people with admin powers sit in, for every account we have", t.kind("iam:group") & t.named("administrators")),
        ("relational databases where nothing is kept to restore from", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("nosql tables I can rewind to any second of the last weeks", t.table & t.backed_up, t.table & t.not_backed_up),
        ("key-value tables billed only by the reads and writes actually made", t.table & billed("PAY_PER_REQUEST"), t.table & billed("PROVISIONED")),
        ("where are the trained models of the recommender stored", t.bucket & t.named("model-artifacts")),
        ("storage holding the raw click events", t.bucket & t.named("raw-events")),
        ("the serverless job which compacts small files in the lakehouse", t.function & t.named("compact-files")),
        ("multi-step workflows of the warehouse app", t.machine & t.word("warehouse")),
        ("disks of about a terabyte", t.volume & t.field("Size", 1000)),
        ("drives with guaranteed IO we pay extra for", t.volume & t.field("VolumeType", "io1")),
        ("database copies taken before 2023", t.db_snapshot & t.before("2023-01-01"), t.db_snapshot & t.between("2023-01-01")),
        ("point-in-time copies of disks made during the last month (30 days)", t.snapshot & t.younger(30), t.snapshot & t.older(30)),
        ("pub/sub channels whose messages are scrambled at rest", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("jobs timed for three o'clock at night", t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)")),
        ("please, in which storage we keep the profile pictures of the customers?", t.bucket & t.named("avatars")),
        ("customer say he did not get invoice as pdf, which function is making this", t.function & t.named("render-pdf")),
        ("the function what takes the money from credit card", t.function & t.named("capture-card")),
        ("database has no more space, customers can not save, which one is it", single_db & t.state("storage-full")),
        ("where go the shipping messages that could not be processed", t.queue & t.named("dlq") & t.word("shipping")),
        ("on/off switches of features for the live system, where is this settings", t.parameter & t.named("feature-flags") & t.production),
        ("which functions are broken and in failure now, I need for ticket", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("I look for the firewall of the login application", t.group & t.word("login")),
        ("what rights has the code that deletes the data of a user? I need its role", t.role & t.named("delete-user-data")),
    ],
    "negated": [
        ("RDS databases lacking encryption at rest", t.relational & t.unencrypted, t.relational & t.encrypted),
        ("volumes nobody bothered to encrypt", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("Buckets that are not public", t.bucket & t.private, t.bucket & t.public),
        ("instances without a public IP in production", t.instance & ~address & t.production, t.instance & address & t.production),
        ("secrets for which rotation was never switched on", t.secret & stale, t.secret & rotated),
        ("EKS whose API can't be reached from the internet", cluster & t.private, cluster & t.public),
        ("I don't want log groups that keep everything forever, only the others", t.logs & kept, t.logs & ~kept),
        ("lambdas written in anything but Python", t.function & ~python, t.function & python),
        ("Dynamo tables, no point in time recovery", t.table & t.not_backed_up, t.table & t.backed_up),
        ("all staging servers in a state other than running", t.instance & t.staging & ~t.state("running"), t.instance & t.staging & t.state("running")),
        ("load balancers in neither Frankfurt nor Ireland", t.balancer & ~t.europe, t.balancer & t.europe),
        ("alarms which aren't OK", t.alarm & ~t.state("OK"), t.alarm & t.state("OK")),
        ("topics missing a KMS key", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("security groups with nothing open to 0.0.0.0/0", t.group & t.private, t.group & t.public),
        ("ecs services running on something else than fargate", t.container & ~t.field("launchType", "FARGATE"), t.container & t.field("launchType", "FARGATE")),
        ("queues that fail to encrypt what they hold", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("RDS instances that would not survive losing one availability zone", single_db & single, single_db & multi),
        ("Keys no longer usable because they are disabled", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("which parameters has nobody ever tagged", t.parameter & t.untagged, t.parameter & ~t.untagged),
        ("Aurora clusters you could delete because deletion protection isn't there", aurora & t.unprotected, aurora & t.protected),
    ],
    "composed": [
        ("running production boxes in Frankfurt with a public IP and no team tag", t.instance & t.state("running") & t.production & t.frankfurt & address & t.unowned),
        ("unattached, unencrypted volumes in the US, except the 8 GB ones", t.volume & t.state("available") & t.unencrypted & t.america & ~t.field("Size", 8)),
        ("Public buckets of staging or development but not those in Sydney", t.bucket & t.public & (t.staging | t.development) & ~t.sydney, t.bucket & t.private & (t.staging | t.development) & ~t.sydney),
        ("Postgres or MySQL that is reachable from the internet and has no backups at all", engine("postgres", "mysql") & t.public & t.not_backed_up, engine("postgres", "mysql") & t.private & t.backed_up),
        ("prod api tokens, over a year old, that nothing rotates", t.secret & t.named("api-token") & t.production & stale & t.older(365), t.secret & t.named("api-token") & t.production & rotated & t.older(365)),
        ("data-platform's python 3.9 functions anywhere but Oregon", t.function & t.field("Runtime", "python3.9") & t.team("data-platform") & ~t.oregon),
        ("internet-facing load balancers for production, created in 2026, outside America", t.balancer & t.public & t.production & t.between("2026-01-01", "2027-01-01") & ~t.america),
        ("encrypted gp2 disks of 200 GB or more, European regions only", t.volume & t.encrypted & t.field("VolumeType", "gp2") & sized(200) & t.europe, t.volume & t.unencrypted & t.field("VolumeType", "gp2") & sized(200) & t.europe),
        ("dynamodb tables with deletion protection yet without point-in-time recovery, account acme-data", t.table & t.protected & t.not_backed_up & t.account("acme-data"), t.table & t.unprotected & t.backed_up & t.account("acme-data")),
        ("dead letter queues in Ireland whose content is unencrypted, leaving production out", t.queue & t.named("dlq") & t.ireland & t.unencrypted & ~t.production),
        ("cpu or disk alarms firing in Virginia or Oregon", t.alarm & (t.named("high-cpu") | t.named("disk-full")) & t.state("ALARM") & t.america),
        ("Fargate services, development environment, managed by terraform", t.container & t.field("launchType", "FARGATE") & t.development & terraform),
        ("log groups from checkout and from invoicing in production that never expire", t.logs & (t.word("checkout") | t.word("invoicing")) & t.production & ~kept, t.logs & (t.word("checkout") | t.word("invoicing")) & t.production & kept),
        ("disabled schedules in prod which are not in an EU region", t.rule & t.state("DISABLED") & t.production & ~t.europe, t.rule & t.state("ENABLED") & t.production & ~t.europe),
        ("unencrypted database snapshots from before 2024 that carry a confidential data class", t.db_snapshot & t.unencrypted & t.before("2024-01-01") & t.tagged("DataClass", "confidential")),
        ("dev: switched off m5.large and t3.medium machines launched before 2025", t.instance & t.development & t.state("stopped") & t.field("InstanceType", "m5.large", "t3.medium") & t.before("2025-01-01")),
        ("MariaDB with storage encrypted and multi-AZ but deletion protection missing", engine("mariadb") & t.encrypted & multi & t.unprotected),
        ("production keys that are disabled or pending deletion and do have an owning team", t.key & t.production & t.state("Disabled", "PendingDeletion") & ~t.unowned),
        ("open security groups of the payments team, neither staging nor development", t.group & t.public & t.team("payments") & ~t.staging & ~t.development, t.group & t.private & t.team("payments") & ~t.staging & ~t.development),
        ("backup buckets in Germany or Australia that are private and older than two years", t.bucket & t.named("-backups-") & (t.frankfurt | t.sydney) & t.private & t.older(730)),
    ],
    "misspelt": [
        ("stoped instnaces in frankfrut", t.instance & t.state("stopped") & t.frankfurt, t.instance & t.state("running") & t.frankfurt),
        ("publc buckts in stagging", t.bucket & t.public & t.staging, t.bucket & t.private & t.staging),
        ("unecrypted volums in irland", t.volume & t.unencrypted & t.ireland, t.volume & t.encrypted & t.ireland),
        ("lamdba fucntions running java21", t.function & t.field("Runtime", "java21")),
        ("prodcution secrtes without rotaiton", t.secret & t.production & stale, t.secret & t.production & rotated),
        ("dynmaodb tabels with deletoin protecton", t.table & t.protected, t.table & t.unprotected),
        ("interent facing laod balancres in syndey", t.balancer & t.public & t.sydney, t.balancer & t.private & t.sydney),
        ("kuberntes clutsers in virgina", cluster & t.virginia),
        ("dead lettre qeues in oregno", t.queue & t.named("dlq") & t.oregon),
        ("mutli-az maraidb databses", engine("mariadb") & multi, engine("mariadb") & single),
        ("alrams that are firring in prodution", t.alarm & t.state("ALARM") & t.production, t.alarm & t.state("OK") & t.production),
        ("encypted ebs snapshtos", t.snapshot & t.encrypted, t.snapshot & t.unencrypted),
    ],
    "plain": [
        ("EC2 instances of type t3.micro in eu-west-1", t.instance & t.field("InstanceType", "t3.micro") & t.ireland),
        ("SSM parameters of type SecureString in us-west-2", t.parameter & t.field("Type", "SecureString") & t.oregon, t.parameter & t.field("Type", "String") & t.oregon),
        ("IAM users", t.user),
        ("VPCs in eu-central-1", t.kind("ec2:vpc") & t.frankfurt),
        ("Step Functions state machines", t.machine),
        ("CloudWatch alarms in INSUFFICIENT_DATA, us-east-1", t.alarm & t.state("INSUFFICIENT_DATA") & t.virginia),
        ("internet gateways in the staging environment", t.kind("ec2:internet_gateway") & t.staging),
        ("ECS clusters", t.kind("ecs:cluster")),
        ("RDS DB instances with engine mariadb and status available", engine("mariadb") & t.state("available")),
        ("EBS volumes io1 with state available", t.volume & t.field("VolumeType", "io1") & t.state("available"), t.volume & t.field("VolumeType", "io1") & t.state("in-use")),
        ("Lambda functions with runtime go1.x in production", t.function & t.field("Runtime", "go1.x") & t.production),
        ("DynamoDB tables with billing mode PROVISIONED", t.table & billed("PROVISIONED"), t.table & billed("PAY_PER_REQUEST")),
    ],
}  # fmt: skip
