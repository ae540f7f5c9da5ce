"""Filters for hosts, addresses, tickets, paths and companies. A match stays if it is private."""

from __future__ import annotations

import ipaddress
import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.index import vocabulary
from privacy_gate.model import Document, Exposure


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words in the host names of tutorials. A host name with only these words is not private.
_GENERIC = _words(
    """
    a account admin alertmanager alpha an api app apps auth authentication backend bar baz beta blog broker
    bucket bus cache cart catalog chat client cloud cluster collector config consumer container controller data
    database db default demo dev docker domain elastic elasticsearch email envoy etcd example fake file files
    flask foo foobar frontend gateway grafana graphql greeter handler headless hello home host hostname http
    httpbin image images ingress instance internal inventory ip jaeger job kafka keycloak kibana kubernetes lb
    local localhost login logstash loki mail mailhog main master message metrics micro minio mock mongo mongodb
    mq my mydb myhost mysql name namespace nats nginx node notification ns ollama order orders otel page payment
    payments pg pod postgres postgresql primary printer producer product products prometheus proxy pub queue
    rabbitmq raspberrypi redis registry release remote replica rest router sample search server service services
    session shop simple site some store sub svc tempo test todo traefik upstream uri url user users vault
    version web webapp website worker world www xxx your zipkin zookeeper
"""
)
_PUBLIC_HOST = re.compile(
    r"(?i)(?:.*\.)?(?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost"
    r"|(?:docker|containers|google|ec2|compute)\.internal"
    r"|(?:contoso|fabrikam|northwind|acme|(?:my|your)?(?:company|domain)|foo|bar|github|microsoft|google|azure)\.\w{2,9}"
    r"|(?:example|contoso|fabrikam|test|ad|my|your)\.(?:corp|local|lan|internal|intranet|intra)"
    r"|(?:default|kube-system|istio-system|monitoring|ingress-nginx|cert-manager|(?:my-)?namespace)\.svc(?:\.cluster\.local)?)"
)
_FILE_ENDINGS = _words(
    """
    bat bz2 c cfg cfn cmd conf config cpp cs csproj css csv dll env exe gif go gz h hcl html ini ipynb jar java
    jpeg jpg js json jsx kt lock log lua md mjs php plist png properties ps1 py rb rs scss service sh so socket
    sql svg swift tar target tf tfvars tgz timer toml ts tsx txt vue webp xml yaml yml zip
"""
)
# Addresses of manuals, of home routers, and the first networks of Docker, Kubernetes and AWS.
_TEACHING_ADDRESS = re.compile(
    r"10\.0\.[0-3]\.\d{1,2}|10\.1\.[0-2]\.\d|10\.10\.10\.\d{1,2}|10\.(\d{1,3})\.\1\.\1|10\.20\.30\.40|10\.11\.12\.13"
    r"|10\.2\d{2}\.2\d{2}\.2\d{2}|10\.96\.0\.\d{1,2}|10\.(?:244|42|43)\.\d{1,3}\.\d{1,3}|172\.1[678]\.0\.\d{1,2}"
    r"|172\.31\.\d{1,3}\.\d{1,3}|192\.168\.(?:0|1|2|10|56|99|100|122|178)\.\d{1,3}|.*\.0|.*\.255"
)
# Standards, models, placeholders, and the trackers of public projects.
_TICKET_FREE = _words(
    """
    AB ABC ACCUMULO ACE ACID AES AIRFLOW AMD AND ANSI APACHE API APP AR ARM ARROW ART ASCII ASTM ATC ATM AVRO
    AVX BASE BEAM BERT BIG BIP BM BPO BSD BUG CAMEL CASSANDRA CC CENTOS CI CLAUDE CLIP CODE CORE CORTEX COVID CP
    CPU CRC CSS CUDA CURATOR CUST CVE CWE CXF DDR DEMO DERBY DES DEV DICOM DIN DOI DRILL DSA DSM DVD EAL ECB
    ECMA ED EIP EN ERC ERR ERROR ES EU EUC EX EXAMPLE EXP FAKE FEAT FELIX FIFO FIG FILE FIPS FLAN FLINK FLUME
    FOO FR FRC GAAP GB GDPR GEMINI GH GHSA GLSA GNU GPL GPT GPU GROOVY GTX HADOOP HBASE HD HDFS HEX HHH HIPAA
    HIVE HL HMAC HTML HTTP HTTPS IBM ICD ID IEC IEEE IFRS IGNITE INTEL INV INVOICE IP ISBN ISO ISSN ISSUE ITEM
    ITU JAVA JDK JENKINS JEP JIRA JIS JSON JSR KAFKA KB KEY KOI KS KSX LATIN LC LGPL LIFO LINUX LLAMA LOG LTS
    LUCENE LUKS MAC MACHINE MAPREDUCE MD MDEV MENG MIL MIT MNG MP MPEG MS MSB MVP MYFACES NC NEP NETTY NIFI NIST
    NO NOTE NUM OAK OAUTH ODBC OMIM ON OPENAI OPENJPA ORD ORDER OS OWASP PAGE PARQUET PART PCI PEP PHASE PHOENIX
    PHP PIG PKCS PO PORT POSIX PR PRJ PROD PROJ PROJECT PROP PSR PY PYSEC PYTHON Q QWEN REC REQ RES RFC RGB RHEL
    RHSA RIPEMD ROCK ROT RS RSA RTX RUSTSEC RX SARS SEP SERVER SHA SHAKE SKU SLA SLING SM SOC SOLR SP SPARK SPEC
    SPR SQL SSE SSH SSL ST STD STEP STEPS STORM STORY SUB SUREFIRE SUSE T TASK TC TCP TEST THRIFT TIA TICKET
    TIKA TIS TLS TODO TOMCAT TRAFODION TRUE TS TXN TYPE U UAX UBUNTU UCS UDP UN UNIX US USB USER USN UTC UTF UTR
    UUID VERSION VGG VM VS VT WCAG WEEK WICKET WIN WINDOWS WS X XERCES XML XXX XYZ YARN YOLO ZEPPELIN ZIP
    ZOOKEEPER
"""
)
_FREE_USERS = _words(
    """
    admin administrator airflow alice all app appuser azureuser bin bob builder carol centos circleci code coder
    codespace container data dave default deploy dev developer devuser dir docker ec2-user eve example firstname
    folder foo gh git gitpod guest hadoop home jane janedoe jdoe jenkins jo joe john johndoe jovyan lib linux
    linuxbrew local me my myname myself mysql name nb_user nobody node opam oracle path pi postgres project
    projects public root runner runneradmin runneruser sandbox shared someone spark src student team test
    testuser theia to travis u ubuntu user user1 userhome username vagrant vscode web work www xxx you your-name
    your-username yourname yourself yourusername
"""
)
_FREE_MAIL_DOMAINS = _words(
    """
    a aaa abc acme acme-corp acmecorp adobe amazon anthropic apache apple b bar baz bbb bitbucket c company
    contoso d debian demo domain dummy e email example fabrikam facebook fake foo foobar freebsd fsf github gitlab
    gnu golang google here host iana ietf initech kernel localhost mail microsoft mozilla mycompany mydomain
    nodejs northwind nowhere npmjs openai openssh openssl python redhat rust-lang sample server site some
    somewhere stripe test testing there ubuntu w3 website x xyz y your-domain yourcompany yourdomain z
"""
)
_RESERVED_DOMAINS = _words("test invalid example localhost local internal")
_FREE_MAIL_NAMES = re.compile(
    r"(?:git|no-?reply|do-?not-?reply|you|your[._-]?(?:name|e?mail)|user(?:name)?|me|name|e?mail|foo|bar|jane|john"
    r"|j(?:ane|ohn)[._]?(?:doe|smith)|jdoe|alice|bob|test(?:er|user|ing)?|example|sample|someone|somebody|abc|xyz"
    r"|first(?:name)?[._]?last(?:name)?)\d{0,4}(?:\+\w{1,20})?"
)
# Public names: vendors, and the invented companies of documentation.
_PUBLIC_PARTY = _words(
    """
    acme demo dummy ejemplo exemple muster musterfirma sample voorbeeldbedrijf
    adobe adventure airbnb alice alphabet amazon amd anthropic apache apple arm atlassian atos aws azure
    bitbucket bloomberg bob broadcom canonical carol cisco citrix cloudflare contoso databricks datadog dave
    dell discord docker doe dropbox ebay elastic eve example fabrikam facebook figma foo github gitlab globex
    google hashicorp hewlett hp huawei ibm initech intel jane jetbrains john jones khronos kubernetes linkedin
    linux lucent mary meta microsoft mojang mongodb mozilla netflix netscape nokia northwind notion novell
    nvidia openai oracle palantir paypal qualcomm red reddit redhat salesforce samsung sap shopify siemens
    silicon slack smith sony spotify stark stripe sun suse sybase tailspin tesla twilio twitter uber umbrella
    unisys unix vercel vmware wayne wide wikimedia xerox yahoo zoom
"""
)
_NOT_PARTY = _words(
    """
    a actions all an and any api app april argument august base be berkeley browser buyer c class client code
    codewars college component css customer data database december each english error everybody everyone express
    faang february field filename first fiverr for friday from git go hackerrank harvard he hello html http
    https i i'm i've id if in instance int interface ip it january java javascript js json july june kaggle key
    kotlin laravel last leetcode list management march may merchant method mit model monday name new next no
    nobody node none not november null number object october of on one or order package page php postgres
    postgresql profile python quality query rails react record redis request response root rust saturday school
    secret seller september server service session she side smart somebody someone sql stanford state string
    sunday table task test that the these they this thursday tls to token tuesday type typescript university
    upwork uri url user users uuid vue we web wednesday when who windows with x y you your z
"""
)
_CATALOGUE = re.compile(
    r"(?i)\.(?:pot?|xliff?|resx|arb)\Z"
    r"|(?:^|/)(?:locales?|i18n|translations)/(?:[^/]{1,60}/){0,3}[^/]{1,60}\.(?:json|ya?ml|properties|strings|txt|ini)\Z"
)
_ORDINARY = 9  # on the scale of `index.vocabulary`: 256 uses or more in public prose
_LEGAL_FORM = re.compile(r"\s{1,2}[A-Z]")
_PUBLISHER = _words("press publisher publishers publishing university books verlag")  # cited in references
_LICENCE = re.compile(
    r"(?i)\b(?:patents?|trademarks?|copyrights?|licensors?|licensees?|sublicens\w{1,6}|licen[cs]e[ds]?|GPL"
    r"|warrant(?:y|ies)|redistribut\w{1,6}|open[ -]source|free\s+software|contributors?|liable|merchantability)\b"
)
_EXERCISE = re.compile(
    r"(?i)\b(?:leetcode|hackerrank|codewars|kata|exercise|homework|assignment|textbook|tutorial|word problem"
    r"|quiz|coursera|udemy|toy (?:data|example)|(?:our|my|the)\s(?:\w{2,20}\s)?(?:course|lecture|lesson)"
    r"|übung\w{0,10}|exercice|ejercicio|chapter \d)\b"
)


def is_own_host(match: re.Match[str], _document: Document) -> bool:
    """Whether a host is private. It is not if it is well known, a file name, or consists of words from tutorials."""
    start, end = covered_span(match)
    name = re.split(r"[:/]", re.sub(r"^\w{2,12}://", "", match.string[start:end]).rpartition("@")[2])[0].lower()
    if _PUBLIC_HOST.fullmatch(name) or name.rpartition(".")[2] in _FILE_ENDINGS:
        return False
    labels = name.split(".")
    own = labels[:-3] if name.endswith(".svc.cluster.local") else labels[:-1] if len(labels) > 1 else labels
    return not all(re.sub(r"\d+$", "", part) in _GENERIC | {""} for label in own for part in label.split("-"))


def is_own_address(match: re.Match[str], document: Document) -> bool:
    """Whether an IP address is private. Addresses of networks, and those that manuals often use, are not."""
    start, end = covered_span(match)
    text = document.text[start:end]
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return address.is_private and not _TEACHING_ADDRESS.fullmatch(text)


def is_ticket_key(match: re.Match[str], _document: Document) -> bool:
    """Whether a key is that of a ticket, and not of a standard, a model or a public project."""
    start, end = covered_span(match)
    prefix, _, number = match.string[start:end].rpartition("-")
    project = prefix.rpartition("/")[2]
    # KSX1001-1992 and NAIST-2003 contain a year
    year = len(number) == 4 and 1950 <= int(number) <= 2039
    return not year and project.rstrip("0123456789") not in _TICKET_FREE and int(number) not in (123, 1234, 12345)


def is_own_home(match: re.Match[str], _document: Document) -> bool:
    """Whether the user of a home directory is the name of a person."""
    user = match["user"].lower().strip("._-")
    return len(user) > 1 and user.rstrip("0123456789") not in _FREE_USERS


def is_own_mail(match: re.Match[str], document: Document) -> bool:
    """Whether a mail address is private, and no example, placeholder, file (`icon@2x.png`) or copyright notice."""
    start, end = covered_span(match)
    name, _, domain = document.text[start:end].lower().partition("@")
    labels = domain.split(".")
    if labels[-1] in _FILE_ENDINGS | _RESERVED_DOMAINS or domain == "users.noreply.github.com":
        return False
    owner = labels[-3:-1] if labels[-2] in ("co", "com") else labels[-2:-1]
    if _FREE_MAIL_DOMAINS.intersection(owner) or _FREE_MAIL_NAMES.fullmatch(name):
        return False
    return not re.search(r"(?i)copyright|\(c\)|©", _line(match, document))


def _line(match: re.Match[str], document: Document) -> str:
    first, last = document.line_span(document.line_at(match.start()))
    return document.text[first:last]


def is_named_party(match: re.Match[str], document: Document) -> bool:
    """Whether the group `party` is neither a public name nor an ordinary word. A match without the group stays."""
    name = match.groupdict().get("party")
    if name is None:
        return True
    words = re.findall(r"[^\W_][\w'\u2019-]*", name.lower())
    if (_PUBLIC_PARTY | _NOT_PARTY).intersection(words[:1]) or _PUBLISHER.intersection(words):
        return False
    # classes (`CreateRole`) and constants are not companies
    if name.upper() == name or re.search(r"[a-z][A-Z]|\d", name):
        return False
    rest = match.string[match.end("party") : match.end()]
    if len(words) == 1 and vocabulary.prose(words[0]) >= _ORDINARY and not _LEGAL_FORM.match(rest):
        return False
    if any(sign in document.text for sign in (f"{name}(", f".{name}.", f".{name}(", f"import {name}\n")):
        return False  # a class in the surrounding code
    # a copyright line names an author on purpose
    return not re.search(r"(?i)copyright|\(c\)|©|licen[cs]|authors?\b|neither the name", _line(match, document))


def is_outside_licence(match: re.Match[str], document: Document) -> bool:
    """Whether a match is outside of licences and terms of use, which have the same words everywhere."""
    around = document.text[max(0, match.start() - 250) : match.end() + 250]
    return len({word.lower() for word in _LICENCE.findall(around)}) < 2


def is_outside_exercise(match: re.Match[str], document: Document) -> bool:
    """Whether the text around a match is no exercise."""
    return not _EXERCISE.search(document.text, max(0, match.start() - 600), match.end() + 400)


def is_outside_catalogue(_match: re.Match[str], document: Document) -> bool:
    """Whether a document is no translation catalogue of this repository. Users see the texts of a catalogue anyway."""
    return document.exposure is not Exposure.INTERNAL or not _CATALOGUE.search(document.path)


FILTERS: dict[str, Filter] = {
    "own-host": is_own_host,
    "own-address": is_own_address,
    "ticket-key": is_ticket_key,
    "own-home": is_own_home,
    "own-mail": is_own_mail,
    "named-party": is_named_party,
    "no-licence": is_outside_licence,
    "no-exercise": is_outside_exercise,
    "no-catalogue": is_outside_catalogue,
}
