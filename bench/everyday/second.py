"""Questions written blind: without a look at how the search understands them."""

from bench import truth as t
from bench.truth import Is, before, older

rds = t.kind("rds:db_instance")
cluster = t.kind("rds:db_cluster")
nat, gateway, vpc = t.kind("ec2:nat_gateway"), t.kind("ec2:internet_gateway"), t.kind("ec2:vpc")
key_pair, docker, kubernetes = t.kind("ec2:key_pair"), t.kind("ecs:cluster"), t.kind("eks:cluster")
people, policy = t.kind("iam:group"), t.kind("iam:policy")

addressed = Is(lambda one: "PublicIpAddress" in one.properties)
expiring = Is(lambda one: "retentionInDays" in one.properties)
standby = t.field("MultiAZ", True)
single = t.field("MultiAZ", False)
rotating, fixed = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
running, stopped = t.state("running"), t.state("stopped")
on_demand = Is(lambda one: one.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")
private_zone = Is(lambda one: one.properties["Config"]["PrivateZone"])
dead = t.named("-dlq")
python = Is(lambda one: one.properties["Runtime"].startswith("python"))
large = Is(lambda one: one.properties["Size"] == 1000)
nightly, minutes = t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.field("ScheduleExpression", "rate(5 minutes)")
month = Is(lambda one: one.properties["BackupRetentionPeriod"] == 30)
robot = t.named("ci-runner") | t.named("backup-robot")


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        # an on-call engineer
        ("which alerts are firing right now in prod", t.alarm & t.production & t.state("ALARM"), t.alarm & t.production & t.state("OK")),
        ("boxes that are powered off on the US east coast", t.instance & stopped & t.virginia, t.instance & running & t.virginia),
        ("did any database run out of disk?", rds & t.state("storage-full"), rds & ~t.state("storage-full")),
        ("monitors that can't judge anything because no data points are coming in", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & ~t.state("INSUFFICIENT_DATA")),
        ("where do the failed messages of fraud scoring pile up", t.queue & t.named("fraud-scoring") & dead, t.queue & t.named("fraud-scoring") & ~dead),
        ("serverless code that's in a broken state", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("cron triggers somebody switched off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("which alarm watches the response times of parcel tracking?", t.alarm & t.named("parcel-tracking") & t.named("latency")),
        ("live servers with an address on the open internet", t.instance & running & addressed, t.instance & running & ~addressed),
        ("databases busy with taking their backup at the moment", rds & t.state("backing-up"), rds & ~t.state("backing-up")),
        # a security auditor
        ("object storage left open to the whole world", t.bucket & t.public, t.bucket & t.private),
        ("firewalls that let in anybody from anywhere", t.group & t.public, t.group & t.private),
        ("database passwords that stay the same forever", t.secret & t.named("db-password") & fixed, t.secret & t.named("db-password") & rotating),
        ("API tokens we swap out automatically", t.secret & t.named("api-token") & rotating, t.secret & t.named("api-token") & fixed),
        ("message queues any outsider could post to", t.queue & t.public, t.queue & t.private),
        ("disks in Ireland holding their data in the clear", t.volume & t.ireland & t.unencrypted, t.volume & t.ireland & t.encrypted),
        ("Kubernetes control planes one can reach from outside", kubernetes & t.public, kubernetes & t.private),
        ("relational databases you can connect to straight from the internet", rds & t.public, rds & t.private),
        ("crypto keys about to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("encryption keys that someone turned off", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("configuration values sitting around in plain text in prod", t.parameter & t.production & t.unencrypted, t.parameter & t.production & t.encrypted),
        ("pub/sub channels that encrypt what they hold", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("user accounts opened since January 2026", t.user & t.between("2026-01-01"), t.user & before("2026-01-01")),
        ("the permission document that blocks the root account", policy & t.named("deny-root")),
        ("SSH keys made before 2023", key_pair & before("2023-01-01"), key_pair & t.between("2023-01-01")),
        ("is there a user group for the auditors?", people & t.named("auditors")),
        # finance, a manager
        ("drives we pay for but that hang on no server", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("all disks of a terabyte on the American west coast", t.volume & large & t.oregon),
        ("memory-optimized machines that are currently up, Frankfurt only", t.instance & t.field("InstanceType", "r5.2xlarge") & running & t.frankfurt),
        ("NoSQL tables where we're billed for every single request", t.table & on_demand, t.table & ~on_demand),
        ("for the licence review: where do we use an Oracle database?", rds & t.field("Engine", "oracle-se2")),
        ("Microsoft databases marked as belonging to the orders team", rds & t.field("Engine", "sqlserver-se") & t.team("orders")),
        ("storage buckets carrying no labels at all, so I can't charge them to anyone", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("load balancers booked on cost centre CC-1008", t.balancer & t.tagged("CostCenter", "CC-1008")),
        ("drives on the previous-generation general purpose SSD, we'd save by moving to the newer one", t.volume & t.field("VolumeType", "gp2"), t.volume & t.field("VolumeType", "gp3")),
        ("going by the owner labels, what has the growth team got in terms of relational databases?", t.relational & t.team("growth")),
        # a junior developer
        ("the function that makes PDFs out of invoices", t.function & t.named("render-pdf")),
        ("where are people's profile pictures stored", t.bucket & t.named("avatars")),
        ("how do I get to the logs of the image resizer", t.logs & t.named("resize-images")),
        ("feature toggles for the recommendations app", t.parameter & t.named("feature-flags") & t.named("recommendations")),
        ("which role does the lambda that sends out newsletter mails run with", t.role & t.named("send-mail")),
        ("step-by-step workflows labelled as the identity team's", t.machine & t.team("identity")),
        ("docker services where we don't have to look after the servers underneath", t.container & t.field("launchType", "FARGATE"), t.container & t.field("launchType", "EC2")),
        ("which piece of code erases a customer's data on request", t.function & t.named("delete-user-data")),
        # a person whose English is second
        ("please to show me the machines which are already destroyed", t.instance & t.state("terminated"), t.instance & running),
        ("I need list of all log what is kept without end", t.logs & ~expiring, t.logs & expiring),
        ("copies of database which were made in October 2026", t.db_snapshot & t.between("2026-10-01", "2026-11-01")),
        ("the Aurora which is guarded that nobody can delete it", cluster & t.protected, cluster & t.unprotected),
        ("disk copies from the last two weeks, have we such?", t.snapshot & t.younger(14), t.snapshot & older(14)),
        ("in which place do we save the statements of the bank, only the real one not the tests", t.bucket & t.named("bank-statements") & t.production, t.bucket & t.named("bank-statements") & (t.staging | t.development)),
        ("virtual networks what we have in Australia", vpc & t.sydney),
        # a platform engineer
        ("JavaScript functions stuck on the end-of-life Node 16", t.function & t.field("Runtime", "nodejs16.x"), t.function & t.field("Runtime", "nodejs20.x")),
        ("relational databases with a standby in a second zone", t.relational & standby, t.relational & single),
        ("relational databases whose backups we hold on to for a whole month", t.relational & month, t.relational & ~month),
        ("Dynamo tables we could roll back to any minute", t.table & t.backed_up, t.table & t.not_backed_up),
        ("schedules that fire every five minutes out of Oregon", t.rule & minutes & t.oregon, t.rule & nightly & t.oregon),
        ("traffic distributors only our own network can talk to", t.balancer & t.private, t.balancer & t.public),
        ("network segments in Germany that hand out public addresses to new machines", t.subnet & t.frankfurt & t.field("MapPublicIpOnLaunch", True), t.subnet & t.frankfurt & t.field("MapPublicIpOnLaunch", False)),
        ("DNS domains only resolvable on the inside", t.zone & private_zone, t.zone & ~private_zone),
        ("outbound NAT boxes across Europe", nat & t.europe, nat & ~t.europe),
    ],
    "negated": [
        ("queues lacking encryption in Virginia", t.queue & t.virginia & t.unencrypted, t.queue & t.virginia & t.encrypted),
        ("relational databases nobody is backing up", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("dynamodb tables that aren't safe from accidental deletion", t.table & t.unprotected, t.table & t.protected),
        ("lambda functions written in anything but Python", t.function & ~python, t.function & python),
        ("prod secrets that don't rotate", t.secret & t.production & fixed, t.secret & t.production & rotating),
        ("machines currently running outside of Europe", t.instance & running & ~t.europe, t.instance & running & t.europe),
        ("load balancers no team has put its name on", t.balancer & t.unowned, t.balancer & ~t.unowned),
        ("upload buckets the public cannot get at", t.bucket & t.named("uploads") & t.private, t.bucket & t.named("uploads") & t.public),
        ("eks clusters with the API endpoint not exposed to the internet", kubernetes & t.private, kubernetes & t.public),
        ("every alarm other than the ones that are OK", t.alarm & ~t.state("OK"), t.alarm & t.state("OK")),
        ("EBS snapshots that never got encrypted", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("rds instances missing a standby in another AZ", rds & single, rds & standby),
        ("scheduled rules, leaving out the ones that run nightly at 3", t.rule & ~nightly, t.rule & nightly),
        ("volumes attached to nothing in Sydney", t.volume & t.sydney & t.state("available"), t.volume & t.sydney & t.state("in-use")),
        ("ECS services which do not use Fargate", t.container & t.field("launchType", "EC2"), t.container & t.field("launchType", "FARGATE")),
        ("iam users, minus the robots", t.user & ~robot, t.user & robot),
        ("staging parameters that nobody bothered to make a SecureString", t.parameter & t.staging & t.unencrypted, t.parameter & t.staging & t.encrypted),
        ("running instances of the payments team, none of those having a public IP", t.instance & running & t.team("payments") & ~addressed, t.instance & running & t.team("payments") & addressed),
        ("functions untouched since the end of 2023", t.function & before("2024-01-01"), t.function & t.between("2024-01-01")),
        ("sns topics in neither Frankfurt nor Ireland", t.topic & ~t.europe, t.topic & t.europe),
    ],
    "composed": [
        ("unencrypted RDS instances in production which are also reachable publicly", rds & t.production & t.unencrypted & t.public, rds & t.production & t.encrypted & t.private),
        ("stopped t3.micro or t3.medium instances in either US region", t.instance & stopped & t.america & t.field("InstanceType", "t3.micro", "t3.medium"), t.instance & running & t.america & t.field("InstanceType", "t3.micro", "t3.medium")),
        ("secrets of the checkout or the payouts app that rotate, but not in dev", t.secret & (t.named("checkout") | t.named("payouts")) & rotating & ~t.development, t.secret & (t.named("checkout") | t.named("payouts")) & fixed & ~t.development),
        ("MySQL and MariaDB databases with no backups and no deletion protection", rds & t.field("Engine", "mysql", "mariadb") & t.not_backed_up & t.unprotected, rds & t.field("Engine", "mysql", "mariadb") & t.backed_up & t.protected),
        ("log groups of staging lambdas in Ireland whose logs get deleted after a month", t.logs & t.staging & t.ireland & expiring, t.logs & t.staging & t.ireland & ~expiring),
        ("public buckets for backups or access logs, except in Sydney", t.bucket & t.public & (t.named("backups") | t.named("access-logs")) & ~t.sydney, t.bucket & t.private & (t.named("backups") | t.named("access-logs")) & ~t.sydney),
        ("unattached, unencrypted gp3 volumes that are more than a year old", t.volume & t.state("available") & t.unencrypted & t.field("VolumeType", "gp3") & older(365), t.volume & t.state("in-use") & t.encrypted & t.field("VolumeType", "gp3") & t.younger(365)),
        ("production error-rate alarms in Oregon which are going off or have insufficient data", t.alarm & t.production & t.named("error-rate") & t.oregon & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.production & t.named("error-rate") & t.oregon & t.state("OK")),
        ("internet-facing load balancers of staging or development created this year", t.balancer & t.public & (t.staging | t.development) & t.between("2026-01-01"), t.balancer & t.private & (t.staging | t.development) & t.between("2026-01-01")),
        ("Aurora clusters in Europe that are encrypted yet have no deletion protection", cluster & t.europe & t.encrypted & t.unprotected, cluster & t.europe & t.unencrypted & t.protected),
        ("dead letter queues in the staging environment without server-side encryption, US only", t.queue & dead & t.staging & t.unencrypted & t.america, t.queue & dead & t.staging & t.encrypted & t.america),
        ("python3.9 functions in prod, only Frankfurt and Virginia", t.function & t.field("Runtime", "python3.9") & t.production & t.region("eu-central-1", "us-east-1")),
        ("DynamoDB tables for sessions with on-demand billing and point-in-time recovery off", t.table & t.named("sessions") & on_demand & t.not_backed_up, t.table & t.named("sessions") & on_demand & t.backed_up),
        ("manual RDS snapshots from 2025 that are unencrypted and carry no tags", t.db_snapshot & t.between("2025-01-01", "2026-01-01") & t.unencrypted & t.untagged, t.db_snapshot & t.between("2025-01-01", "2026-01-01") & t.encrypted & ~t.untagged),
        ("security groups of the identity team open to 0.0.0.0/0, not counting development", t.group & t.team("identity") & t.public & ~t.development, t.group & t.team("identity") & t.private & ~t.development),
        ("Fargate services in production owned by either the logistics or the growth team", t.container & t.field("launchType", "FARGATE") & (t.team("logistics") | t.team("growth")) & t.production, t.container & t.field("launchType", "EC2") & (t.team("logistics") | t.team("growth")) & t.production),
        ("disabled KMS keys, plus those pending deletion, in the acme-data account outside Sydney", t.key & t.state("Disabled", "PendingDeletion") & t.account("acme-data") & ~t.sydney, t.key & t.state("Enabled") & t.account("acme-data") & ~t.sydney),
        ("confidential buckets that are publicly accessible and belong to production or staging", t.bucket & t.tagged("DataClass", "confidential") & t.public & (t.production | t.staging), t.bucket & t.tagged("DataClass", "confidential") & t.private & (t.production | t.staging)),
        ("enabled nightly schedules in Australia, but no dev ones", t.rule & t.state("ENABLED") & nightly & t.sydney & ~t.development, t.rule & t.state("DISABLED") & nightly & t.sydney & ~t.development),
        ("running servers launched in the past 30 days with a public IP in Ireland, any size but t3.micro", t.instance & running & t.younger(30) & addressed & t.ireland & ~t.field("InstanceType", "t3.micro"), t.instance & running & t.younger(30) & ~addressed & t.ireland & ~t.field("InstanceType", "t3.micro")),
    ],
    "misspelt": [
        ("unencrpyted volumes in frankfrut", t.volume & t.unencrypted & t.frankfurt, t.volume & t.encrypted & t.frankfurt),
        ("stoped instnaces in oregon", t.instance & stopped & t.oregon, t.instance & running & t.oregon),
        ("publicly accessable databses", rds & t.public, rds & t.private),
        ("secrets wihtout rotaiton in stagign", t.secret & fixed & t.staging, t.secret & rotating & t.staging),
        ("lamda functons with java", t.function & t.field("Runtime", "java21")),
        ("extrenal load balacners in virgina", t.balancer & t.public & t.virginia, t.balancer & t.private & t.virginia),
        ("log gruops with no retension", t.logs & ~expiring, t.logs & expiring),
        ("aurora clsuters wiht deletoin protection", cluster & t.protected, cluster & t.unprotected),
        ("alrams in produciton that are fireing now", t.alarm & t.production & t.state("ALARM"), t.alarm & t.production & t.state("OK")),
        ("s3 bukets wich are pubilc in sidney", t.bucket & t.public & t.sydney, t.bucket & t.private & t.sydney),
        ("kubernets clusetrs in irland", kubernetes & t.ireland),
        ("dynmodb tabels without bakcup", t.table & t.not_backed_up, t.table & t.backed_up),
    ],
    "plain": [
        ("EC2 instances in state terminated in us-west-2", t.instance & t.state("terminated") & t.oregon),
        ("EBS volumes of type io1", t.volume & t.field("VolumeType", "io1")),
        ("internet gateways in us-east-1", gateway & t.virginia),
        ("NAT gateways in account acme-shared", nat & t.account("acme-shared")),
        ("ECS clusters in eu-west-1", docker & t.ireland),
        ("EKS clusters with version 1.29", kubernetes & t.field("version", "1.29"), kubernetes & t.field("version", "1.33")),
        ("KMS keys with KeyState PendingDeletion", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Step Functions state machines in production", t.machine & t.production),
        ("IAM policy read-only-billing", policy & t.named("read-only-billing")),
        ("Secrets Manager secrets with RotationEnabled true in eu-central-1", t.secret & rotating & t.frankfurt, t.secret & fixed & t.frankfurt),
        ("RDS DB instances with engine postgres and MultiAZ", rds & t.field("Engine", "postgres") & standby, rds & t.field("Engine", "postgres") & single),
        ("private hosted zones in Route 53", t.zone & private_zone, t.zone & ~private_zone),
    ],
}  # fmt: skip
