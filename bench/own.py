"""Questions of our own to tune by: paraphrases in many voices, denials of all forms, and slips; never a measure of what is unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import truth as t
from bench.questions import Question
from bench.truth import Is, nothing

if TYPE_CHECKING:
    from collections.abc import Iterator


def own() -> Iterator[Question]:
    """All of them."""
    for kind, rows in WRITTEN.items():
        for text, relevant, *opposite in rows:
            yield Question(kind, text, relevant, opposite[0] if opposite else nothing, "tune")


RUN, OFF = t.instance & t.state("running"), t.instance & t.state("stopped")
LOOSE, USED = t.volume & t.state("available"), t.volume & t.state("in-use")
REL = t.relational
NODE = t.function & t.field("Runtime", "nodejs20.x", "nodejs16.x")
PYTHON = t.function & t.field("Runtime", "python3.12", "python3.9")
WRITTEN: dict[str, list[tuple[str, Is] | tuple[str, Is, Is]]] = {
    "paraphrased": [
        ("which of our rented machines are asleep", OFF, RUN), ("VMs that are burning money right now", RUN, OFF), ("virtual boxes nobody has switched back on", OFF, RUN),
        ("compute nodes sitting idle because they were shut down", OFF, RUN), ("machines that have been killed off", t.instance & t.state("terminated"), RUN),
        ("disks we pay for although no machine has them mounted", LOOSE, USED), ("orphaned hard disks", LOOSE, USED), ("storage drives hooked up to a machine", USED, LOOSE),
        ("disks a burglar could read", t.volume & t.unencrypted, t.volume & t.encrypted), ("hard drives whose data is gibberish without a key", t.volume & t.encrypted, t.volume & t.unencrypted),
        ("file stores the whole internet may peek into", t.bucket & t.public, t.bucket & t.private), ("S3 storage locked away from the outside world", t.bucket & t.private, t.bucket & t.public),
        ("cloud folders leaking to the world", t.bucket & t.public, t.bucket & t.private), ("SQL servers you can hit from a coffee shop", REL & t.public, REL & t.private),
        ("databases that only our own machines can talk to", REL & t.private, REL & t.public), ("data stores where a typo could destroy everything", t.database & t.unprotected, t.database & t.protected),
        ("databases an intern cannot drop by accident", t.database & t.protected, t.database & t.unprotected), ("databases we could not bring back after a disaster", t.database & t.not_backed_up, t.database & t.backed_up),
        ("NoSQL tables that can be rewound to yesterday", t.table & t.backed_up, t.table & t.not_backed_up), ("databases that have run out of room", REL & t.state("storage-full"), nothing),
        ("relational engines in the middle of taking a copy", REL & t.state("backing-up"), nothing), ("SQL machines that someone has put to sleep", REL & t.state("stopped"), REL & t.state("available")),
        ("warning bells that are ringing at the moment", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")), ("monitors with nothing to complain about", t.alarm & t.state("OK"), t.alarm & t.state("ALARM")),
        ("alerts that cannot make up their mind for lack of numbers", t.alarm & t.state("INSUFFICIENT_DATA"), nothing), ("watchdogs that bark", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("what watches the processors", t.alarm & t.named("high-cpu")), ("who wakes us when a disk fills up", t.alarm & t.named("disk-full")), ("monitors for slow responses", t.alarm & t.named("latency")),
        ("little programs that refuse to work", t.function & t.state("Failed"), t.function & t.state("Active")), ("serverless code that has not been called in ages", t.function & t.state("Inactive"), t.function & t.state("Active")),
        ("snippets in TypeScript", NODE), ("code on the JVM", t.function & t.field("Runtime", "java21")), ("golang handlers", t.function & t.field("Runtime", "go1.x")), ("lambdas still on Python 3.9", t.function & t.field("Runtime", "python3.9")),
        ("cron jobs someone put on hold", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")), ("things that start by the clock", t.rule), ("nightly timers of the warehouse", t.rule & t.word("warehouse")),
        ("crypto keys that will be shredded soon", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")), ("keys that have been deactivated", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("keys that still work", t.key & t.state("Enabled"), t.key & t.state("Disabled")), ("firewall rules that let everybody in", t.group & t.public, t.group & t.private),
        ("port filters that admit only internal traffic", t.group & t.private, t.group & t.public), ("request spreaders facing the web", t.balancer & t.public, t.balancer & t.private),
        ("front doors hidden from outsiders", t.balancer & t.private, t.balancer & t.public), ("message lines on which anybody may drop a message", t.queue & t.public, t.queue & t.private),
        ("mailboxes between services whose letters lie there in plain text", t.queue & t.unencrypted, t.queue & t.encrypted), ("megaphones of the marketing-ish growth folks", t.topic & t.team("growth")),
        ("announcement channels whose content is scrambled", t.topic & t.encrypted, t.topic & t.unencrypted), ("Kubernetes installations one can call from anywhere", t.kind("eks:cluster") & t.public, t.kind("eks:cluster") & t.private),
        ("dockerised apps that never stop", t.container), ("containers without machines of their own", t.container & t.field("launchType", "FARGATE")), ("flowcharts that execute themselves", t.machine),
        ("phone books for host names", t.zone), ("human beings with a login", t.user), ("badges that programs wear", t.role), ("hidden strings such as passwords", t.secret), ("passwords of the login application", t.secret & t.word("login")),
        ("dials and knobs of the pricing app", t.parameter & t.word("pricing")), ("address ranges carved out of our networks", t.subnet), ("fenced-off networks in Ireland", t.kind("ec2:vpc") & t.ireland),
        ("one way doors to the internet for private machines", t.kind("ec2:nat_gateway")), ("what one needs for a secure shell", t.kind("ec2:key_pair")), ("duplicates of disks from this year", t.snapshot & t.between("2026-01-01")),
        ("frozen images of databases whose content is readable", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted), ("diaries that programs write", t.logs), ("printed output of the newsletter code", t.logs & t.word("newsletter")),
        ("machines down in Australia", t.instance & t.sydney), ("boxes in the Frankfurt area", t.instance & t.frankfurt), ("tables near Dublin", t.table & t.ireland), ("databases on American soil", t.database & t.america),
        ("machines our paying customers depend on", t.instance & t.production), ("servers for the dress rehearsal", t.instance & t.staging), ("databases developers may play with", t.database & t.development),
        ("queues the payments people look after", t.queue & t.team("payments")), ("disks of the folks who do orders", t.volume & t.team("orders")), ("things without anyone in charge", t.unowned), ("stuff nobody put a label on", t.untagged),
        ("hard disks whose owner nobody knows", t.volume & t.unowned, t.volume & ~t.unowned), ("machines born in the last fortnight", t.instance & t.younger(14)), ("databases that have been around for more than three years", t.database & ~t.younger(3 * 365.25)),
        ("what sends discount coupons", t.function & t.named("issue-vouchers")), ("code that stamps out return labels", t.function & t.named("print-label")), ("what reminds debtors to pay", t.function & t.named("dunning-letters")),
        ("where we keep the portraits of our members", t.bucket & t.named("avatars")), ("storage for bank statements", t.bucket & t.named("bank-statements")), ("what moves money to sellers' bank accounts", t.function & t.named("bank-transfer")),
        ("files with the labels for parcels sent back", t.bucket & t.named("labels")), ("what counts the stock", t.function & t.named("sync-inventory")), ("what cleans up abandoned shopping carts", t.function & t.named("expire-carts")),
        ("what proves that a visitor is human", t.function & t.named("verify-captcha")), ("pages for advertising campaigns", t.bucket & t.named("landing-pages")), ("what unsubscribes readers", t.function & t.named("unsubscribe")),
        ("on demand tables", t.table & Is(lambda o: o.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")), ("tables with throughput fixed in advance", t.table & Is(lambda o: o.properties["BillingModeSummary"]["BillingMode"] == "PROVISIONED")),
        ("drives with guaranteed IOPS", t.volume & t.field("VolumeType", "io1")), ("MS SQL machines", REL & t.field("Engine", "sqlserver-se")), ("everything that Larry Ellison charges us for", REL & t.field("Engine", "oracle-se2")),
        ("computers which are not powered at this time",OFF,RUN),("server machines in sleeping condition",OFF,RUN),("hosts that are live and kicking",RUN,OFF),("workstations in the cloud which were terminated",t.instance&t.state("terminated"),RUN),
        ("storage units without any attachment",LOOSE,USED),("spare virtual drives",LOOSE,USED),("disks that dangle in the void",LOOSE,USED),("drives whose bits anybody holding them could make out",t.volume&t.unencrypted,t.volume&t.encrypted),("disks with ciphertext on them",t.volume&t.encrypted,t.volume&t.unencrypted),
        ("object stores that the general public has access to",t.bucket&t.public,t.bucket&t.private),("document dumps nobody from outside may open",t.bucket&t.private,t.bucket&t.public),("repositories of files on show to the world",t.bucket&t.public,t.bucket&t.private),
        ("relational databases exposed on the open internet",REL&t.public,REL&t.private),("SQL engines tucked away inside our network",REL&t.private,REL&t.public),("data bases for which there is no way back after a crash",t.database&t.not_backed_up,t.database&t.backed_up),("databases with insurance against data loss",t.database&t.backed_up,t.database&t.not_backed_up),
        ("databases anyone may drop in a second",t.database&t.unprotected,t.database&t.protected),("databases equipped with a guard against removal",t.database&t.protected,t.database&t.unprotected),("relational databases whose disk is completely used up",REL&t.state("storage-full"),nothing),
        ("notifications of trouble that are currently active",t.alarm&t.state("ALARM"),t.alarm&t.state("OK")),("alerts in peaceful state",t.alarm&t.state("OK"),t.alarm&t.state("ALARM")),("metric guards that get no data",t.alarm&t.state("INSUFFICIENT_DATA"),nothing),("threshold monitors that have been breached",t.alarm&t.state("ALARM"),t.alarm&t.state("OK")),
        ("mini programs that are broken",t.function&t.state("Failed"),t.function&t.state("Active")),("code without servers that nobody has invoked for long",t.function&t.state("Inactive"),t.function&t.state("Active")),("on demand code in Go",t.function&t.field("Runtime","go1.x")),
        ("periodic jobs that someone suspended",t.rule&t.state("DISABLED"),t.rule&t.state("ENABLED")),("recurring chores which are active",t.rule&t.state("ENABLED"),t.rule&t.state("DISABLED")),("encryption keys nearing their end of life",t.key&t.state("PendingDeletion"),t.key&t.state("Enabled")),("ciphers out of service",t.key&t.state("Disabled"),t.key&t.state("Enabled")),
        ("network gatekeepers accepting traffic from any source",t.group&t.public,t.group&t.private),("traffic rules that allow only inside addresses",t.group&t.private,t.group&t.public),("web traffic dispatchers that clients on the internet talk to",t.balancer&t.public,t.balancer&t.private),("balancers strictly for use in the house",t.balancer&t.private,t.balancer&t.public),
        ("queued message holders with protected content",t.queue&t.encrypted,t.queue&t.unencrypted),("lines where jobs wait, in the clear",t.queue&t.unencrypted,t.queue&t.encrypted),("broadcasting facilities without cryptography",t.topic&t.unencrypted,t.topic&t.encrypted),("container steering planes with a public face",t.kind("eks:cluster")&t.public,t.kind("eks:cluster")&t.private),
        ("packaged applications running permanently",t.container),("coordinated multi stage jobs",t.machine),("registries of our domain names",t.zone),("staff accounts",t.user),("software identities of the warehouse",t.role&t.word("warehouse")),("credentials kept under lock for payouts",t.secret&t.word("payouts")),("adjustable options of the returns app",t.parameter&t.word("returns")),
        ("segments of our virtual networks in Oregon",t.subnet&t.oregon),("translators for outbound traffic",t.kind("ec2:nat_gateway")),("keys for remote shell access",t.kind("ec2:key_pair")),("backups of drives in Germany",t.snapshot&t.frankfurt),("archived states of SQL databases",t.db_snapshot),("written records of what functions do",t.logs),
        ("computers in the land of kangaroos",t.instance&t.sydney),("tables in the capital of Ireland",t.table&t.ireland),("machines for the test before go-live",t.instance&t.staging),("databases used by real customers",t.database&t.production),("drives under the responsibility of catalog",t.volume&t.team("catalog")),("buckets of unknown ownership",t.bucket&t.unowned,t.bucket&~t.unowned),("functions no team has adopted",t.function&t.unowned,t.function&~t.unowned),("boxes without stickers",t.instance&t.untagged,t.instance&~t.untagged),
        ("machines that joined us during the last ten days",t.instance&t.younger(10)),("volumes dating from before 2024",t.volume&t.between("0","2024-01-01")),("databases less than three months old",t.database&t.younger(91.3)),
    ],
    "negated": [
        ("disks that were never scrambled", t.volume & t.unencrypted, t.volume & t.encrypted), ("drives that nobody bothered to encrypt", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("volumes failing to be encrypted", t.volume & t.unencrypted, t.volume & t.encrypted), ("volumes somebody forgot to encrypt", t.volume & t.unencrypted, t.volume & t.encrypted), ("volumes that are anything but unencrypted", t.volume & t.encrypted, t.volume & t.unencrypted),
        ("databases not without backups", t.database & t.backed_up, t.database & t.not_backed_up), ("databases that hardly anyone backs up", t.database & t.not_backed_up, t.database & t.backed_up), ("databases for which nobody turned on backups", t.database & t.not_backed_up, t.database & t.backed_up),
        ("databases whose backups are not enabled", t.database & t.not_backed_up, t.database & t.backed_up), ("tables where point in time recovery is off", t.table & t.not_backed_up, t.table & t.backed_up), ("databases devoid of encryption", t.database & t.unencrypted, t.database & t.encrypted),
        ("buckets no outsider can read", t.bucket & t.private, t.bucket & t.public), ("buckets that aren't private", t.bucket & t.public, t.bucket & t.private), ("databases that no longer face the internet", REL & t.private, REL & t.public), ("databases not hidden from the internet", REL & t.public, REL & t.private),
        ("load balancers other than public ones", t.balancer & t.private, t.balancer & t.public), ("databases that do not lack deletion protection", t.database & t.protected, t.database & t.unprotected), ("databases that refuse to be deleted", t.database & t.protected, t.database & t.unprotected),
        ("databases nothing protects from deletion", t.database & t.unprotected, t.database & t.protected), ("servers that arent running", t.instance & ~t.state("running"), RUN), ("servers nobody stopped", t.instance & ~t.state("stopped"), OFF), ("alarms which did not go off", t.alarm & ~t.state("ALARM"), t.alarm & t.state("ALARM")),
        ("volumes no server uses", LOOSE, USED), ("volumes that are not orphaned", t.volume & ~t.state("available"), LOOSE), ("functions that did not fail", t.function & ~t.state("Failed"), t.function & t.state("Failed")), ("schedules that nobody disabled", t.rule & t.state("ENABLED"), t.rule & t.state("DISABLED")),
        ("databases everywhere except Ireland", t.database & ~t.ireland, t.database & t.ireland), ("queues of every team but payments", t.queue & ~t.team("payments"), t.queue & t.team("payments")), ("databases neither encrypted nor backed up", t.database & t.unencrypted & t.not_backed_up, t.database & (t.encrypted | t.backed_up)),
        ("databases lacking both encryption and backups", t.database & t.unencrypted & t.not_backed_up, t.database & (t.encrypted | t.backed_up)), ("databases w/out deletion protection", t.database & t.unprotected, t.database & t.protected), ("snapshots minus encryption", (t.snapshot | t.db_snapshot) & t.unencrypted, (t.snapshot | t.db_snapshot) & t.encrypted),
        ("non-public load balancers", t.balancer & t.private, t.balancer & t.public), ("non encrypted topics", t.topic & t.unencrypted, t.topic & t.encrypted), ("queues with encryption missing", t.queue & t.unencrypted, t.queue & t.encrypted), ("queues which have no encryption whatsoever", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("databases that cannot be deleted", t.database & t.protected, t.database & t.unprotected), ("databases where encryption has not been switched on", t.database & t.unencrypted, t.database & t.encrypted), ("keys that aren't enabled", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("buckets without any owner", t.bucket & t.unowned, t.bucket & ~t.unowned), ("buckets that do have tags", t.bucket & ~t.untagged, t.bucket & t.untagged), ("functions nobody tagged", t.function & t.untagged, t.function & ~t.untagged),
    ],
    "composed": [
        ("powered off boxes of the payments crew on the American west coast", OFF & t.team("payments") & t.oregon, RUN),
        ("orphaned disks in Virginia holding plain text", LOOSE & t.virginia & t.unencrypted, t.volume & t.encrypted), ("scrambled queues of identity in Europe", t.queue & t.encrypted & t.team("identity") & t.europe, t.queue & t.unencrypted),
        ("live databases anyone could delete by mistake, in Frankfurt", t.database & t.production & t.unprotected & t.frankfurt, t.database & t.protected),
        ("Australian buckets of catalog exposed to the world", t.bucket & t.sydney & t.team("catalog") & t.public, t.bucket & t.private),
        ("red alarms of logistics outside Europe", t.alarm & t.state("ALARM") & t.team("logistics") & ~t.europe, t.alarm & t.state("OK")), ("mysql or postgres databases of orders without encryption or backups", REL & t.field("Engine", "mysql", "postgres") & t.team("orders") & t.unencrypted & t.not_backed_up, REL & (t.encrypted | t.backed_up)),
        ("untagged disks that are unencrypted and unattached", t.volume & t.untagged & t.unencrypted & t.state("available"), t.volume & (t.encrypted | t.state("in-use"))), ("non-prod databases that are public but encrypted", REL & ~t.production & t.public & t.encrypted, REL & (t.private | t.unencrypted)),
        ("dev servers switched off for more than a year in Sydney", OFF & t.development & t.sydney & ~t.younger(365.25), RUN), ("internal load balancers of data-platform in staging", t.balancer & t.private & t.team("data-platform") & t.staging, t.balancer & t.public),
        ("unowned buckets open to the world in Oregon", t.bucket & t.unowned & t.public & t.oregon, t.bucket & t.private), ("encrypted snapshots older than a year owned by catalog", (t.snapshot | t.db_snapshot) & t.encrypted & ~t.younger(365.25) & t.team("catalog"), (t.snapshot | t.db_snapshot) & t.unencrypted),
    ],
    "misspelt": [
        ("unecrypted volums", t.volume & t.unencrypted, t.volume & t.encrypted), ("databases that arnt encrypted", t.database & t.unencrypted, t.database & t.encrypted), ("databases witout backups", t.database & t.not_backed_up, t.database & t.backed_up),
        ("publically reachable databases", REL & t.public, REL & t.private), ("databses nto backed up", t.database & t.not_backed_up, t.database & t.backed_up), ("privat load balancers", t.balancer & t.private, t.balancer & t.public),
        ("untaged buckets", t.bucket & t.untagged, t.bucket & ~t.untagged), ("volumes dont have encryption", t.volume & t.unencrypted, t.volume & t.encrypted), ("severs in Franfurt", t.instance & t.frankfurt), ("stoppd instances", OFF, RUN),
        ("functions wirtten in pyhton", PYTHON), ("laod balancers facing the intrenet", t.balancer & t.public, t.balancer & t.private), ("buckets wihout owner", t.bucket & t.unowned, t.bucket & ~t.unowned), ("quues of the paymets team", t.queue & t.team("payments")),
        ("databases lakcing deletion protection", t.database & t.unprotected, t.database & t.protected), ("disabeld rules", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")), ("unatached volumes", LOOSE, USED), ("encrypetd queues in Irelnad", t.queue & t.encrypted & t.ireland, t.queue & t.unencrypted),
        ("non-encyrpted queues", t.queue & t.unencrypted, t.queue & t.encrypted), ("snapshots that are not encripted", (t.snapshot | t.db_snapshot) & t.unencrypted, (t.snapshot | t.db_snapshot) & t.encrypted),
    ],
}  # fmt: skip
