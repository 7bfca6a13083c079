"""Questions written blind: what a database administrator, a security engineer, a CTO, an intern and others would ask."""

from bench import truth as t
from bench.truth import Is, before, older

instance_db, cluster, network, nat = (
    t.kind("rds:db_instance"),
    t.kind("rds:db_cluster"),
    t.kind("ec2:vpc"),
    t.kind("ec2:nat_gateway"),
)
kubernetes, gateway, key_pair = t.kind("eks:cluster"), t.kind("ec2:internet_gateway"), t.kind("ec2:key_pair")
running, stopped = t.instance & t.state("running"), t.instance & t.state("stopped")
addressed = Is(lambda one: "PublicIpAddress" in one.properties)
kept_for_good = t.logs & Is(lambda one: "retentionInDays" not in one.properties)
expiring = t.logs & Is(lambda one: "retentionInDays" in one.properties)
rotated, unrotated = t.secret & t.field("RotationEnabled", True), t.secret & t.field("RotationEnabled", False)
per_request = t.table & Is(lambda one: one.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")
fixed = t.table & Is(lambda one: one.properties["BillingModeSummary"]["BillingMode"] == "PROVISIONED")
one_zone, more_zones = t.relational & t.field("MultiAZ", False), t.relational & t.field("MultiAZ", True)
hidden_zone = t.zone & Is(lambda one: one.properties["Config"]["PrivateZone"])
open_zone = t.zone & Is(lambda one: not one.properties["Config"]["PrivateZone"])
terraform = t.tagged("managed-by", "terraform")
handing_out, keeping_in = (
    t.subnet & t.field("MapPublicIpOnLaunch", True),
    t.subnet & t.field("MapPublicIpOnLaunch", False),
)
nightly = t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)")
frequent = t.rule & t.field("ScheduleExpression", "rate(5 minutes)")
people = t.user & (t.named("ada.king") | t.named("grace.hopper") | t.named("linus.berg") | t.named("mei.tan"))
robots = t.user & (t.named("ci-runner") | t.named("backup-robot"))
python = t.function & t.field("Runtime", "python3.12", "python3.9")


def engine(*names: str) -> Is:
    return instance_db & t.field("Engine", *names)


def pages(team: str) -> Is:
    return t.alarm & Is(lambda one: one.properties["AlarmDescription"].startswith(f"pages {team} "))


def volume_size(*sizes: int) -> Is:
    return t.volume & t.field("Size", *sizes)


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        # a database administrator
        ("SQL databases that live in one zone only, with no standby elsewhere", one_zone, more_zones),
        ("is there any Oracle database somebody could drop by accident because nothing blocks it", engine("oracle-se2") & t.unprotected, engine("oracle-se2") & t.protected),
        ("which database servers have run out of disk space?", instance_db & t.state("storage-full")),
        ("MariaDB servers that are switched off at the moment", engine("mariadb") & t.state("stopped"), engine("mariadb") & t.state("available")),
        ("copies of databases we took by hand more than three years ago", t.db_snapshot & older(1095), t.db_snapshot & t.younger(1095)),
        ("key-value tables that we could not wind back to an earlier moment", t.table & t.not_backed_up, t.table & t.backed_up),
        ("DB servers that are in the middle of their backup right now", instance_db & t.state("backing-up")),
        ("dynamo tables where we are charged for every single read and write rather than for reserved throughput", per_request, fixed),
        ("do we have any Aurora down in Australia", cluster & t.sydney),
        ("MySQL: whose backups are held for a whole month?", engine("mysql") & t.field("BackupRetentionPeriod", 30)),
        # a security engineer
        ("production queues into which anybody on the planet may drop messages", t.queue & t.production & t.public, t.queue & t.production & t.private),
        ("firewall rules that let the whole internet in", t.group & t.public, t.group & t.private),
        ("credentials in the vault that get swapped for new ones automatically", rotated, unrotated),
        ("config values sitting around in clear text", t.parameter & t.unencrypted, t.parameter & t.encrypted),
        ("storage that strangers could read files from, buckets I mean", t.bucket & t.public, t.bucket & t.private),
        ("Kubernetes control planes you can reach from outside our network", kubernetes & t.public, kubernetes & t.private),
        ("cryptographic keys which are scheduled to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled", "Disabled")),
        ("server disks whose contents could be read in plain if somebody stole the hardware", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("IAM logins that belong to real people rather than to robots", people, robots),
        ("database instances with a door to the internet", instance_db & t.public, instance_db & t.private),
        ("give me the pub/sub channels that have a KMS key configured", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("which policy of ours stops the root user from doing anything?", t.kind("iam:policy") & t.named("deny-root")),
        # a CTO
        ("which entry points do customers hit directly from outside, load balancers only please", t.balancer & t.public, t.balancer & t.private),
        ("container workloads in dev that run without any servers of our own underneath", t.container & t.development & t.field("launchType", "FARGATE"), t.container & t.development & t.field("launchType", "EC2")),
        ("step-by-step workflows we operate in the States", t.machine & t.america),
        ("k8s clusters that are still stuck on 1.29", kubernetes & t.field("version", "1.29"), kubernetes & t.field("version", "1.33")),
        ("on the live side (production), which SQL stores can't be wiped out by mistake?", t.relational & t.production & t.protected, t.relational & t.production & t.unprotected),
        # a cost controller
        ("disks we keep paying for although they are plugged into no machine", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("VMs that were powered down but never removed", stopped, running),
        ("everything that gets booked on cost centre CC-1014", t.tagged("CostCenter", "CC-1014")),
        ("logs which we hoard for ever", kept_for_good, expiring),
        ("terabyte-sized disks, how many have we got", volume_size(1000), volume_size(8, 50, 200)),
        ("databases for which we owe Microsoft a licence", engine("sqlserver-se")),
        ("NAT boxes on European soil", nat & t.europe),
        ("the tiniest servers we rent (t3 micro) that are up", running & t.field("InstanceType", "t3.micro")),
        ("r5 machines, i.e. the ones with lots of memory, turned off but still there", stopped & t.field("InstanceType", "r5.2xlarge"), running & t.field("InstanceType", "r5.2xlarge")),
        # a network engineer
        ("network segments where a new machine automatically gets an address reachable from outside", handing_out, keeping_in),
        ("DNS domains that resolve only inside our own network", hidden_zone, open_zone),
        ("virtual networks we have around Dublin", network & t.ireland),
        ("servers that are up and carry an address from the open internet", running & addressed, running & ~addressed),
        ("who has 10.27.223.63?", t.instance & t.field("PrivateIpAddress", "10.27.223.63")),
        ("slices of our network located in availability zone us-west-2b", t.subnet & t.field("AvailabilityZone", "us-west-2b")),
        # a developer from India, a developer from France
        ("kindly share list of lambdas tagged to logistics team which are yet on Node 16 only", t.function & t.team("logistics") & t.field("Runtime", "nodejs16.x")),
        ("the function that is making the product photos smaller", t.function & t.named("resize-images")),
        ("in which bucket do we stock the profile pictures of the users?", t.bucket & t.named("avatars")),
        ("the active schedules that start something each night at three o'clock", nightly & t.state("ENABLED"), frequent & t.state("ENABLED")),
        ("please do the needful and tell which timers are switched off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("where is stored the password of database for invoicing, in production", t.secret & t.named("invoicing/prod/db-password")),
        ("where go the messages of checkout which could not be treated", t.queue & t.named("checkout") & t.named("dlq")),
        ("functions that somebody has modified during these last seven days", t.function & t.younger(7), t.function & older(7)),
        # an intern
        ("what alarms are ringing right now?", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("is something in staging watching that the disks don't fill up", t.alarm & t.staging & t.named("disk-full")),
        ("monitors that can't tell good from bad because they get too few measurements", t.alarm & t.state("INSUFFICIENT_DATA")),
        ("SSH keys for the jump hosts over in the US", key_pair & t.america),
        ("which IAM group are the admins in?", t.kind("iam:group") & t.named("administrators")),
        # a consultant new to the company
        ("which alerts wake up the identity team when they go off", pages("identity")),
        ("what permissions role does the code that hands out vouchers run under", t.role & t.named("issue-vouchers")),
        ("point-in-time copies of disks dating from before 2023", t.snapshot & before("2023-01-01"), t.snapshot & t.between("2023-01-01")),
        ("buckets labelled as holding confidential data", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public", "internal")),
        ("on/off switches for pricing features, where are they configured", t.parameter & t.named("/pricing/") & t.named("feature-flags")),
    ],
    "negated": [
        ("lambdas written in anything but Python", t.function & ~python, python),
        ("buckets of the acme-data account that are not open to the public", t.bucket & t.account("acme-data") & t.private, t.bucket & t.account("acme-data") & t.public),
        ("RDS databases in Oregon without any automatic backup", t.relational & t.oregon & t.not_backed_up, t.relational & t.oregon & t.backed_up),
        ("production load balancers never exposed to the internet", t.balancer & t.production & t.private, t.balancer & t.production & t.public),
        ("EC2 instances in any state other than running", t.instance & ~t.state("running"), running),
        ("SNS topics whose tags name no team or owner", t.topic & t.unowned, t.topic & ~t.unowned),
        ("log groups in Virginia that don't stay around forever", expiring & t.virginia, kept_for_good & t.virginia),
        ("alarms which aren't OK", t.alarm & ~t.state("OK"), t.alarm & t.state("OK")),
        ("parameters in staging nobody bothered to make a SecureString", t.parameter & t.staging & t.unencrypted, t.parameter & t.staging & t.encrypted),
        ("EKS clusters whose API can't be reached from the internet", kubernetes & t.private, kubernetes & t.public),
        ("KMS keys no longer usable", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("volumes in Sydney attached to nothing", t.volume & t.sydney & t.state("available"), t.volume & t.sydney & t.state("in-use")),
        ("RDS instances that are neither publicly accessible nor Multi-AZ", instance_db & t.private & t.field("MultiAZ", False), instance_db & t.public & t.field("MultiAZ", True)),
        ("ECS services which don't use Fargate", t.container & t.field("launchType", "EC2"), t.container & t.field("launchType", "FARGATE")),
        ("unprotected tables in production: the ones with no guard against deletion", t.table & t.production & t.unprotected, t.table & t.production & t.protected),
        ("EBS snapshots someone forgot to encrypt", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("Frankfurt secrets for which rotation was never turned on", unrotated & t.frankfurt, rotated & t.frankfurt),
        ("security groups in Ireland that refuse traffic from the open internet", t.group & t.ireland & t.private, t.group & t.ireland & t.public),
        ("S3 buckets with no tags whatsoever", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("running servers in us-west-2, minus those having a public IP", running & t.oregon & ~addressed, running & t.oregon & addressed),
    ],
    "composed": [
        ("unencrypted queues of the production environment in N. Virginia", t.queue & t.unencrypted & t.production & t.virginia, t.queue & t.encrypted & t.production & t.virginia),
        ("secrets tagged as owned by the payments team, outside Europe, that are not rotated", unrotated & t.team("payments") & ~t.europe, rotated & t.team("payments") & ~t.europe),
        ("production lambdas in Frankfurt or Ireland on python3.9 or nodejs16.x", t.function & t.production & t.europe & t.field("Runtime", "python3.9", "nodejs16.x")),
        ("m5.large instances that are running and have a public IP, but not in Sydney", running & t.field("InstanceType", "m5.large") & addressed & ~t.sydney),
        ("gp2 volumes of 200 GB or more that are unattached and not encrypted", volume_size(200, 1000) & t.field("VolumeType", "gp2") & t.state("available") & t.unencrypted, volume_size(200, 1000) & t.field("VolumeType", "gp2") & t.state("in-use") & t.encrypted),
        ("MySQL or MariaDB instances that span several zones and keep 30 days of backups", engine("mysql", "mariadb") & t.field("MultiAZ", True) & t.field("BackupRetentionPeriod", 30)),
        ("public buckets in Sydney or Oregon created since the beginning of 2026", t.bucket & t.public & t.region("ap-southeast-2", "us-west-2") & t.between("2026-01-01"), t.bucket & t.private & t.region("ap-southeast-2", "us-west-2") & t.between("2026-01-01")),
        ("on-demand DynamoDB tables which have point-in-time recovery yet lack deletion protection", per_request & t.backed_up & t.unprotected, per_request & t.not_backed_up & t.protected),
        ("staging alarms on latency or error rate that are firing", t.alarm & t.staging & (t.named("latency") | t.named("error-rate")) & t.state("ALARM"), t.alarm & t.staging & (t.named("latency") | t.named("error-rate")) & t.state("OK")),
        ("RDS snapshots older than a year, unencrypted, in Germany", t.db_snapshot & older(365) & t.unencrypted & t.frankfurt, t.db_snapshot & older(365) & t.encrypted & t.frankfurt),
        ("rotated database passwords for production, except those in us-east-1", rotated & t.named("db-password") & t.production & ~t.virginia, unrotated & t.named("db-password") & t.production & ~t.virginia),
        ("internet-facing load balancers in staging or development that are less than 50 days old", t.balancer & t.public & (t.staging | t.development) & t.younger(50), t.balancer & t.private & (t.staging | t.development) & t.younger(50)),
        ("enabled production rules in eu-west-1 or eu-central-1 that fire every five minutes", frequent & t.state("ENABLED") & t.production & t.europe, nightly & t.state("ENABLED") & t.production & t.europe),
        ("dead-letter queues in development, encrypted, everywhere except Ireland", t.queue & t.named("dlq") & t.development & t.encrypted & ~t.ireland, t.queue & t.named("dlq") & t.development & t.unencrypted & ~t.ireland),
        ("log groups for checkout or invoicing in production with no retention set", kept_for_good & t.production & (t.named("checkout") | t.named("invoicing")), expiring & t.production & (t.named("checkout") | t.named("invoicing"))),
        ("log-level parameters in plain text modified within the last 90 days", t.parameter & t.named("log-level") & t.unencrypted & t.younger(90), t.parameter & t.named("log-level") & t.encrypted & t.younger(90)),
        ("Aurora clusters in Europe that are encrypted and have deletion protection, but are not in Frankfurt", cluster & t.ireland & t.encrypted & t.protected, cluster & t.ireland & t.unencrypted & t.unprotected),
        ("topics without encryption tagged as belonging to orders or catalog, production only", t.topic & t.unencrypted & (t.team("orders") | t.team("catalog")) & t.production, t.topic & t.encrypted & (t.team("orders") | t.team("catalog")) & t.production),
        ("enabled KMS keys in the US regions from before 2024", t.key & t.state("Enabled") & t.america & before("2024-01-01")),
        ("terraform-managed upload buckets in Virginia and Oregon that aren't public", t.bucket & terraform & t.named("uploads") & t.america & t.private, t.bucket & terraform & t.named("uploads") & t.america & t.public),
    ],
    "misspelt": [
        ("stoped ec2 instnaces in frankfrut", stopped & t.frankfurt, running & t.frankfurt),
        ("unencyrpted rds databses", t.relational & t.unencrypted, t.relational & t.encrypted),
        ("pubilc s3 bukets in sydny", t.bucket & t.public & t.sydney, t.bucket & t.private & t.sydney),
        ("secrtes without rotaiton in prodcution", unrotated & t.production, rotated & t.production),
        ("lamda fucntions with runtme java21", t.function & t.field("Runtime", "java21")),
        ("dynamdb tabels with deleiton protection", t.table & t.protected, t.table & t.unprotected),
        ("aurora clsuters in irelnad", cluster & t.ireland),
        ("intenral load balancres in orgeon", t.balancer & t.private & t.oregon, t.balancer & t.public & t.oregon),
        ("securty gruops open to the intrenet in stagin", t.group & t.staging & t.public, t.group & t.staging & t.private),
        ("avialable volums in virgnia", t.volume & t.state("available") & t.virginia, t.volume & t.state("in-use") & t.virginia),
        ("disbaled kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("hsoted zones that are privat", hidden_zone, open_zone),
    ],
    "plain": [
        ("internet gateways in us-west-2", gateway & t.oregon),
        ("RDS DB instances with engine postgres and DeletionProtection disabled", engine("postgres") & t.unprotected, engine("postgres") & t.protected),
        ("Lambda functions in state Failed", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("ECS clusters in eu-central-1", t.kind("ecs:cluster") & t.frankfurt),
        ("EC2 instances of type c6g.large in ap-southeast-2", t.instance & t.field("InstanceType", "c6g.large") & t.sydney),
        ("io1 volumes", t.volume & t.field("VolumeType", "io1")),
        ("CloudWatch alarms named queue-depth in state ALARM", t.alarm & t.named("queue-depth") & t.state("ALARM"), t.alarm & t.named("queue-depth") & t.state("OK")),
        ("IAM users in account acme-shared", t.user & t.account("acme-shared")),
        ("NAT gateways created in 2026", nat & t.between("2026-01-01", "2027-01-01")),
        ("SecureString parameters in us-east-1", t.parameter & t.encrypted & t.virginia, t.parameter & t.unencrypted & t.virginia),
        ("Step Functions state machines in development", t.machine & t.development),
        ("IAM policy read-only-billing", t.kind("iam:policy") & t.named("read-only-billing")),
    ],
}  # fmt: skip
