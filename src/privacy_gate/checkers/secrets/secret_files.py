"""Filters for files that store logins. The name of the file shows this, and not the line."""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter
from privacy_gate.checkers.secrets.secret_structures import is_stored_password, matched_text
from privacy_gate.checkers.secrets.secret_values import is_filler, looks_random
from privacy_gate.model import Document

# templates that are shared in place of the file: .env.example, settings.sample.ini
_SHAPE_ONLY = re.compile(
    r"(?i)[._-](?:example|sample|template|tmpl|tpl|dist|defaults?|schema)s?(?:\.|\Z)|\.j2\Z|\.erb\Z"
)
_PGPASS = re.compile(r"(?i)(?:^|[/.])pgpass(?:\.conf|word)?\Z")
_GIT_CREDENTIALS = re.compile(r"(?i)(?:^|/)\.?git-?credentials\Z")
# programs that log in automatically, and their settings
_RC_FILE = re.compile(
    r"(?i)(?:^|/)[._](?:esmtprc|msmtprc|fetchmailrc|getmailrc|mbsyncrc|offlineimaprc|mailrc|wgetrc|curlrc|muttrc|neomuttrc"
    r"|lftprc|my\.cnf|mylogin\.cnf|tugboat|boto|s3cfg|passwd-s3fs|smbcredentials|cifs\w{0,12}|muttrc|imapfilter\w{0,10}"
    r"|ncftp\w{0,12}|irssi\w{0,10}|weechat\w{0,10})\Z|(?:^|/)(?:msmtp|sasl_passwd|ssmtp|davfs2?/secrets|chap-secrets"
    r"|pap-secrets|ipsec\.secrets|ppp\w{0,12}|wpa_supplicant|hostapd)[\w.-]{0,20}\Z"
)
# files in which editors and transfer programs store server logins
_CONNECTION_FILE = re.compile(
    r"(?i)(?:^|/)(?:\.?s?ftp[\w-]{0,12}(?:\.json)?|\.?ftp(?:config|pass|sync\w{0,10}|-?deploy\w{0,10})[\w.-]{0,12}"
    r"|\.?remote-sync\.json|deploy(?:ment)?[\w-]{0,10}\.json|\.deployment-config\.json|webservers\.xml|datasources[\w.]{0,12}\.xml"
    r"|[\w-]{0,20}data-sources[\w.-]{0,10}\.(?:xml|json)|recentservers\.xml|filezilla\.xml|sitemanager\.xml|winscp\.ini"
    r"|robo(?:mongo|3t)\.json|mongoid\.ya?ml|confcons\.xml|servers?[\w-]{0,12}\.(?:ini|xml)|[\w-]{0,20}_srv\.ini"
    r"|logins\.json|credentials\.(?:json|xml|ya?ml|ini)|connections?\.(?:json|xml|ini)|database\.ya?ml)\Z"
)
_DOTENV = re.compile(
    r"(?i)(?:^|/)(?:\.env(?:rc|\.[\w.-]{1,30})?|[\w-]{0,30}\.env|\.flaskenv|\.dev\.vars|\.?(?:bash|zsh|k?sh)_?(?:rc|profile|env)"
    r"|\.(?:bash|zsh)_(?:aliases|exports|private|secrets|local)|\.(?:profile|zprofile|zlogin|exports|extra|secrets))\Z"
)
_KEPT_NAME = re.compile(r"(?i)pass(?:w(?:or)?d|phrase|wd)?\Z|pwd\Z|pass(?:word|wd)?_?[0-9]\Z")
_DUMP = re.compile(r"(?i)\.(?:sql|dump|ddl|psql|bak|ldif)\Z")


def _make_file_filter(*files: re.Pattern[str]) -> Filter:
    """Make a filter for values in files with these names. A person or a program entered the values."""

    def keep(match: re.Match[str], document: Document) -> bool:
        if not any(name.search(document.path) for name in files) or _SHAPE_ONLY.search(document.path):
            return False
        return is_stored_password(matched_text(match))

    return keep


def _dotenv(match: re.Match[str], document: Document) -> bool:
    """Whether a variable of an environment file has a secret: any word as a password, or a
    random-looking key or token.
    """
    if not _DOTENV.search(document.path) or _SHAPE_ONLY.search(document.path):
        return False
    value = matched_text(match)
    if _KEPT_NAME.search(match["name"]):
        return is_stored_password(value) and "/" not in value[:1]
    return len(value) >= 12 and looks_random(value) and not is_filler(value)


def _dumped_hash(match: re.Match[str], document: Document) -> bool:
    """Whether a match is a hash among the values of a row."""
    before = match.string[max(0, match.start() - 2000) : match.start()].lower()
    return bool(_DUMP.search(document.path)) or "insert into" in before or "values" in before


FILTERS: dict[str, Filter] = {
    "pgpass-file": _make_file_filter(_PGPASS),
    "git-credentials-file": _make_file_filter(_GIT_CREDENTIALS),
    "connection-file": _make_file_filter(_RC_FILE, _CONNECTION_FILE),
    "dotenv": _dotenv,
    "dumped-hash": _dumped_hash,
}
