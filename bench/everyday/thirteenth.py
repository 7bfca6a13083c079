"""Questions written blind: a platform engineer, a security officer, a product owner, a help-desk agent, an engineer from Brazil."""

from bench import truth as t
from bench.truth import Is


def has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def at_least(name: str, least: int) -> Is:
    return Is(lambda one: one.properties.get(name, -1) >= least)


db_instance, db_cluster = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
nat, internet_gateway, vpc = t.kind("ec2:nat_gateway"), t.kind("ec2:internet_gateway"), t.kind("ec2:vpc")
key_pair, ecs_cluster, eks = t.kind("ec2:key_pair"), t.kind("ecs:cluster"), t.kind("eks:cluster")
iam_group, policy = t.kind("iam:group"), t.kind("iam:policy")
running, stopped = t.state("running"), t.state("stopped")
public_ip = has("PublicIpAddress")
kept = has("retentionInDays")
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
two_zones, one_zone = t.field("MultiAZ", True), t.field("MultiAZ", False)
fargate, on_hosts = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
enabled, disabled = t.state("ENABLED"), t.state("DISABLED")
dead_letter = t.named("-dlq")
on_demand = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST")
provisioned = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PROVISIONED")
private_zone = Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is True)
public_zone = Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is False)
gives_public_ip, gives_none = t.field("MapPublicIpOnLaunch", True), t.field("MapPublicIpOnLaunch", False)
every_five, at_three = (
    t.field("ScheduleExpression", "rate(5 minutes)"),
    t.field("ScheduleExpression", "cron(0 3 * * ? *)"),
)
mysql, mariadb, oracle, sqlserver, postgres = (
    t.field("Engine", engine) for engine in ("mysql", "mariadb", "oracle-se2", "sqlserver-se", "postgres")
)
python = t.field("Runtime", "python3.12", "python3.9")
node = t.field("Runtime", "nodejs20.x", "nodejs16.x")

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("disks lying around that no machine is using", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("what code is still running on Node 16?", t.function & t.field("Runtime", "nodejs16.x"), t.function & t.field("Runtime", "nodejs20.x")),
        ("k8s clusters we haven't moved past 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("containers where AWS looks after the hosts for us", t.container & fargate, t.container & on_hosts),
        ("drives I still have to migrate from gp2", t.volume & t.field("VolumeType", "gp2"), t.volume & t.field("VolumeType", "gp3")),
        ("list the biggest drives, the thousand gig ones", t.volume & t.field("Size", 1000)),
        ("jobs kicked off every five minutes", t.rule & every_five, t.rule & at_three),
        ("anything scheduled for three in the morning", t.rule & at_three, t.rule & every_five),
        ("scheduled triggers somebody has paused", t.rule & disabled, t.rule & enabled),
        ("workflows for the warehouse", t.machine & t.named("warehouse")),
        ("micro-sized boxes in the dev environment", t.instance & t.field("InstanceType", "t3.micro") & t.development),
        ("Which of our Aurora databases live in Dublin's region?", db_cluster & t.ireland),
        ("how do private machines in Oregon get out to the internet - which gateways do the address translation", nat & t.oregon),
        ("our networks for staging, only the VPCs themselves", vpc & t.staging),
        ("ssh keys for the bastion hosts in production", key_pair & t.production),
        ("Which file storage can strangers read?", t.bucket & t.public, t.bucket & t.private),
        ("passwords and tokens that get replaced automatically", t.secret & rotated, t.secret & unrotated),
        ("credentials in the vault which have always to be changed by hand", t.secret & unrotated, t.secret & rotated),
        ("settings stored as clear text in Parameter Store", t.parameter & t.unencrypted, t.parameter & t.encrypted),
        ("firewall groups that let the whole world in", t.group & t.public, t.group & t.private),
        ("encryption keys that are waiting to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Show me queues anybody at all may post messages to.", t.queue & t.public, t.queue & t.private),
        ("logs we hoard forever", t.logs & ~kept, t.logs & kept),
        ("logs of the data platform team that get cleaned up after a month", t.logs & t.team("data-platform") & t.field("retentionInDays", 30), t.logs & t.team("data-platform") & ~kept),
        ("Kubernetes control planes reachable over the open internet", eks & t.public, eks & t.private),
        ("databases exposed to the internet", db_instance & t.public, db_instance & t.private),
        ("all IAM logins that exist in the data account", t.user & t.account("acme-data")),
        ("policies that block the root user", policy & t.named("deny-root")),
        ("admin groups in each account", iam_group & t.named("administrators")),
        ("copies of EBS disks whose contents anyone holding them could read because they are not encrypted", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("buckets whose data is classed as confidential", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public")),
        ("In which buckets do we keep the product photos?", t.bucket & t.named("product-images")),
        ("code that charges the customer's card", t.function & t.named("capture-card")),
        ("the functions that make thumbnails, i.e. resize our images", t.function & t.named("resize-images")),
        ("where are users' avatars stored?", t.bucket & t.named("avatars")),
        ("Which lambda gets us the exchange rates of currencies?", t.function & t.named("currency-rates")),
        ("the functions that hand out vouchers for a campaign", t.function & t.named("issue-vouchers")),
        ("storage for customers' invoices, Europe only", t.bucket & t.named("customer-invoices") & t.europe),
        ("feature toggles of our live apps", t.parameter & t.named("feature-flags") & t.production),
        ("what is my growth team running in containers", t.container & t.team("growth")),
        ("load balancers that take customer traffic straight from the web", t.balancer & t.public, t.balancer & t.private),
        ("tables we pay for by the request", t.table & on_demand, t.table & provisioned),
        ("servers charged to cost centre CC-1000", t.instance & t.tagged("CostCenter", "CC-1000")),
        ("storage for files that nobody put a single label on", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("what alarms are ringing at the moment?", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("monitoring checks that say they haven't got enough data", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK")),
        ("customer says saving fails - any database that ran out of disk space?", db_instance & t.state("storage-full")),
        ("is some lambda in a broken state", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("Mei Tan has left us, where does she still have a user?", t.user & t.named("mei.tan")),
        ("alarms that watch for slow responses in Sydney", t.alarm & t.named("latency") & t.sydney),
        ("databases having their backup made just now", db_instance & t.state("backing-up")),
        ("internal-only domains", t.zone & private_zone, t.zone & public_zone),
        ("please, which virtual machines are turned off?", t.instance & stopped, t.instance & running),
        ("queues where fall the messages of checkout that failed to process", t.queue & t.named("checkout") & dead_letter),
        ("Dynamo tables that have the protection for nobody delete them by accident", t.table & t.protected, t.table & t.unprotected),
        ("the subnets who give a public address automatically for new machines", t.subnet & gives_public_ip, t.subnet & gives_none),
        ("I need to see the Oracle databases which have a standby ready in other zone", db_instance & oracle & two_zones, db_instance & oracle & one_zone),
        ("RDS databases that keep the backups during 30 days", db_instance & t.field("BackupRetentionPeriod", 30)),
        ("VMs launched since the beginning of this month, November", t.instance & t.between("2026-11-01"), t.instance & t.before("2026-11-01")),
        ("notification topics which have the encryption on, region of Virginia", t.topic & t.encrypted & t.virginia, t.topic & t.unencrypted & t.virginia),
    ],
    "negated": [
        ("Postgres instances that are not spread over several zones", db_instance & postgres & one_zone, db_instance & postgres & two_zones),
        ("SQL Server databases lacking any guard against deletion", db_instance & sqlserver & t.unprotected, db_instance & sqlserver & t.protected),
        ("machines in Sydney with no public IP", t.instance & t.sydney & ~public_ip, t.instance & t.sydney & public_ip),
        ("functions written in neither Python nor Node", t.function & ~python & ~node, t.function & (python | node)),
        ("tables for which point-in-time recovery was never switched on", t.table & t.not_backed_up, t.table & t.backed_up),
        ("MariaDB that nobody backs up", db_instance & mariadb & t.not_backed_up, db_instance & mariadb & t.backed_up),
        ("alarms whose state is anything but OK", t.alarm & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.state("OK")),
        ("production servers that aren't running", t.instance & t.production & ~running, t.instance & t.production & running),
        ("KMS keys we can't use at present, whether disabled or pending deletion", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("load balancers that don't face the internet, Ireland", t.balancer & t.private & t.ireland, t.balancer & t.public & t.ireland),
        ("staging queues without encryption", t.queue & t.staging & t.unencrypted, t.queue & t.staging & t.encrypted),
        ("log groups of the identity team that have no expiry set", t.logs & t.team("identity") & ~kept, t.logs & t.team("identity") & kept),
        ("roles missing every kind of tag", t.role & t.untagged, t.role & ~t.untagged),
        ("ECS services on something other than Fargate", t.container & on_hosts, t.container & fargate),
        ("aurora clusters whose storage nobody has encrypted yet", db_cluster & t.unencrypted, db_cluster & t.encrypted),
        ("Isn't there any EKS cluster whose endpoint is closed to the public?", eks & t.private, eks & t.public),
        ("buckets in the US which outsiders cannot get at", t.bucket & t.america & t.private, t.bucket & t.america & t.public),
        ("non-production secrets that stay the same because rotation is off", t.secret & unrotated & ~t.production, t.secret & rotated & ~t.production),
        ("EBS snapshots left unencrypted, made no later than 2023", t.snapshot & t.unencrypted & t.before("2024-01-01"), t.snapshot & t.encrypted & t.before("2024-01-01")),
        ("event rules in Oregon that no longer fire because they're off", t.rule & t.oregon & disabled, t.rule & t.oregon & enabled),
    ],
    "composed": [
        ("running production servers in Frankfurt that have a public address", t.instance & running & t.production & t.frankfurt & public_ip, t.instance & running & t.production & t.frankfurt & ~public_ip),
        ("MySQL or MariaDB databases, development only, that sit in a single zone", db_instance & (mysql | mariadb) & t.development & one_zone, db_instance & (mysql | mariadb) & t.development & two_zones),
        ("European buckets for backups created since January 2025 but not open to the public", t.bucket & t.europe & t.named("-backups-") & t.between("2025-01-01") & t.private),
        ("Python functions in staging, except the ones on 3.9", t.function & t.staging & t.field("Runtime", "python3.12"), t.function & t.staging & t.field("Runtime", "python3.9")),
        ("unattached volumes of 200 GB and up, anywhere except Sydney, and not encrypted", t.volume & t.state("available") & at_least("Size", 200) & ~t.sydney & t.unencrypted, t.volume & t.state("available") & at_least("Size", 200) & ~t.sydney & t.encrypted),
        ("production secrets of the payments or the orders team with rotation off", t.secret & t.production & (t.team("payments") | t.team("orders")) & unrotated, t.secret & t.production & (t.team("payments") | t.team("orders")) & rotated),
        ("load balancers in America made in 2026 which are internet-facing and not for development", t.balancer & t.america & t.between("2026-01-01") & t.public & ~t.development, t.balancer & t.america & t.between("2026-01-01") & t.private & ~t.development),
        ("dead letter queues of the acme-data account lacking encryption", t.queue & dead_letter & t.account("acme-data") & t.unencrypted, t.queue & dead_letter & t.account("acme-data") & t.encrypted),
        ("on-demand DynamoDB tables with deletion protection but without point-in-time recovery", t.table & on_demand & t.protected & t.not_backed_up),
        ("encrypted Postgres instances that are multi-AZ and keep backups for 30 days", db_instance & postgres & t.encrypted & two_zones & t.field("BackupRetentionPeriod", 30)),
        ("stopped machines, launched before 2025, in staging or development, that were not given a public IP", t.instance & stopped & t.before("2025-01-01") & (t.staging | t.development) & ~public_ip),
        ("plain-text parameters holding an endpoint for production in Virginia or Oregon", t.parameter & t.unencrypted & t.named("/endpoint") & t.production & t.america, t.parameter & t.encrypted & t.named("/endpoint") & t.production & t.america),
        ("Terraform-managed keys that are enabled, outside Europe", t.key & t.tagged("managed-by", "terraform") & t.state("Enabled") & ~t.europe),
        ("log groups of login and of profiles in Frankfurt, only those kept without limit", t.logs & (t.named("/login-") | t.named("/profiles-")) & t.frankfurt & ~kept),
        ("rules firing every 5 minutes, enabled, but neither in production nor in staging", t.rule & every_five & enabled & ~t.production & ~t.staging),
        ("database snapshots from before 2024, unencrypted and belonging to production", t.db_snapshot & t.before("2024-01-01") & t.unencrypted & t.production, t.db_snapshot & t.before("2024-01-01") & t.encrypted & t.production),
        ("security groups of logistics, growth or mobile open to the world, but not the production ones", t.group & (t.team("logistics") | t.team("growth") | t.team("mobile")) & t.public & ~t.production, t.group & (t.team("logistics") | t.team("growth") | t.team("mobile")) & t.private & ~t.production),
        ("high CPU alarms in Europe for production that are fine now", t.alarm & t.named("high-cpu") & t.europe & t.production & t.state("OK"), t.alarm & t.named("high-cpu") & t.europe & t.production & t.state("ALARM")),
        ("Fargate services in Ireland and in Sydney that carry no team or owner tag", t.container & fargate & (t.ireland | t.sydney) & t.unowned, t.container & fargate & (t.ireland | t.sydney) & ~t.unowned),
        ("Aurora without deletion protection, encrypted, any environment but dev", db_cluster & t.unprotected & t.encrypted & ~t.development, db_cluster & t.protected & t.encrypted & ~t.development),
    ],
    "misspelt": [
        ("stoped instnaces in ireland", t.instance & stopped & t.ireland, t.instance & running & t.ireland),
        ("pubilc buckts in prodution", t.bucket & t.public & t.production, t.bucket & t.private & t.production),
        ("unecrypted volums in frankfrut", t.volume & t.unencrypted & t.frankfurt, t.volume & t.encrypted & t.frankfurt),
        ("secerts with rotaton enabeld in staging", t.secret & rotated & t.staging, t.secret & unrotated & t.staging),
        ("lamdba fucntions on jav21", t.function & t.field("Runtime", "java21")),
        ("loadbalancers interent facing in orgeon", t.balancer & t.public & t.oregon, t.balancer & t.private & t.oregon),
        ("dynamdb tabels whitout deletion protecion", t.table & t.unprotected, t.table & t.protected),
        ("disabeld evnet rules", t.rule & disabled, t.rule & enabled),
        ("quueues of the paymets team", t.queue & t.team("payments")),
        ("kms kyes pendign deletoin", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("mysql databses in sidney", db_instance & mysql & t.sydney),
        ("nat gatways in virgina", nat & t.virginia),
    ],
    "plain": [
        ("EC2 instances of type m5.large in us-west-2", t.instance & t.field("InstanceType", "m5.large") & t.oregon),
        ("RDS DB instances with engine oracle-se2", db_instance & oracle),
        ("EBS volumes with volume type io1 in eu-west-1", t.volume & t.field("VolumeType", "io1") & t.ireland),
        ("SSM parameters of type SecureString", t.parameter & t.encrypted, t.parameter & t.unencrypted),
        ("internet gateways ap-southeast-2", internet_gateway & t.sydney),
        ("Lambda functions runtime go1.x production", t.function & t.field("Runtime", "go1.x") & t.production),
        ("ECS clusters in eu-central-1", ecs_cluster & t.frankfurt),
        ("Step Functions state machines in development", t.machine & t.development),
        ("Route 53 public hosted zones", t.zone & public_zone, t.zone & private_zone),
        ("EC2 instances in state terminated", t.instance & t.state("terminated")),
        ("IAM users named backup-robot", t.user & t.named("backup-robot")),
        ("SNS topics without a KMS key in eu-west-1", t.topic & t.unencrypted & t.ireland, t.topic & t.encrypted & t.ireland),
    ],
}  # fmt: skip
