"""Programs by what they do with the files that a command line gives them."""

from __future__ import annotations

PRINTS = frozenset(
    "cat tac nl head tail less more bat batcat view type gc get-content sed awk gawk grep egrep fgrep rg ag cut sort "
    "uniq xxd od hexdump strings base64 base32 jq yq column fold paste diff cmp perl ruby tr rev dd tee pr fmt comm "
    "join expand shuf iconv openssl gpg tar zip 7z gzip gunzip zcat bzip2 bzcat xz xzcat zstd zstdcat ar cpio ed ex vi "
    "vim nvim emacs m4 busybox uuencode basenc split csplit mapfile readarray".split()
)
"""Programs that print the files that they are given."""
SENDS = frozenset(
    "curl wget http https xh scp sftp ftp rsync nc ncat netcat socat ssh gh glab aws gsutil gcloud az rclone mail "
    "mailx mutt sendmail invoke-webrequest invoke-restmethod iwr irm".split()
)
"""Programs that send files elsewhere, some with marks before the name (`@file`, `data=@file`, `--file=file`)."""
GIT_PRINTS = frozenset("show diff blame annotate grep cat-file archive format-patch".split())
"""What git prints the content of files by. `REVISION:PATH` names one as well."""
LISTS = frozenset("ls find echo printf fd git".split())
"""Programs whose words are names for another that reads them: `xargs`, `-exec`, a loop."""
WRITERS = frozenset("rm mv cp ln tee chmod chown truncate unlink install patch dd rsync shred touch".split())
"""Programs that change the files that they are given; of those in `TO_THE_LAST` the last one alone."""
TO_THE_LAST = frozenset("cp ln install rsync".split())
SHELLS = frozenset("sh bash zsh dash ksh fish pwsh powershell cmd su watch script timeout".split())
BEFORE = frozenset(
    "sudo env command exec time nice nohup xargs builtin eval ! if then elif else while until do".split()
)
"""What may stand before the name of a program."""
