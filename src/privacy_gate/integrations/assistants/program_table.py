"""The programs of command lines, by what they do with their files. There is one row for each set of properties.

A program that is in no row is unknown: if it gets a protected file or a file of privacy-gate, the user is asked. The
properties are:

- `shows`: prints its files, or sends them to a screen, a printer or a clipboard
- `hides`: does not show the files that its words name, or only shows them to a person
- `reads`: does not change its files, or its words show which ones it changes
- `reads-unless-output`: as `reads`, without an option that names an output
- `searches`: prints the lines that it finds; the output of a search through a whole tree is checked as a result
- `filters`: prints a part of its standard input
- `sends`: sends files elsewhere, some with marks before the name (`@file`, `data=@file`, `--file=file`)
- `assists`: is an assistant that reads hooks from settings
- `serves`: serves a folder to any client
- `packs`: packs files and whole folders into one file
- `changes`: changes its files, with `to-the-last` only the last one
- `copies`: afterwards, another file has the content of its file
- `edits`: with an option (`-i`), changes files and does not print them
- `shell`, `interpreter`: runs scripts and programs of one line
- `wraps`: runs another program; the first word that is a program of another row is called too
- `runs`: builds and checks, and runs another program on request
- `contains`: runs another program in a container
- `builds`: builds, tests, formats and checks; the user is asked about a protected file, but not about a folder,
because its output is checked when it goes back to the model
"""

from __future__ import annotations


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


PROGRAMS: dict[str, frozenset[str]] = {
    "shows": _names(
        "view gc get-content mawk nawk xxd base32 basenc xq pr expand unexpand iconv recode dos2unix openssl gpg age",
        "sops gzip gunzip bzip2 bunzip2 bzcat xz unxz xzcat lz4 zstd zstdcat brotli shar unzip ed ex vi vim nvim",
        "emacs nano pico micro m4 uuencode uudecode split csplit ptx tsort numfmt pandoc glow mdcat highlight",
        "pygmentize source-highlight xmllint tidy csvcut csvlook mlr qpdf pdftotext antiword docx2txt exiftool",
        "img2txt pbcopy xclip xsel wl-copy clip dialog whiptail zenity notify-send say espeak lpr enscript a2ps vidir",
        "ansible-vault rot13 caesar cowsay figlet toilet lolcat sponge pv fzf vimdiff gvim",
    ),
    "shows reads": _names(
        "nl less more most bat batcat od hd hexdump strings jq diff sdiff colordiff delta cmp fmt comm join zcat",
        "mapfile readarray look tput",
    ),
    "shows reads searches filters": _names("grep egrep fgrep zgrep rg ag ack pt ugrep"),
    "shows reads filters": _names("cat tac head tail cut column fold paste"),
    "shows reads edits": _names("yq"),
    "shows reads-unless-output": _names("base64"),
    "shows reads-unless-output filters": _names("sort"),
    "shows reads-unless-output packs": _names("zip"),
    "shows filters": _names("awk uniq rev shuf"),
    "shows filters changes": _names("tee"),
    "shows filters edits": _names("sed"),
    "shows sends": _names("lp"),
    "shows packs": _names("tar bsdtar 7z 7za ar cpio pax"),
    "shows changes copies": _names("dd"),
    "shows edits": _names("gawk"),
    "shows wraps": _names("rlwrap"),
    "hides": _names(
        "dirs chgrp killall top htop fg bg disown break continue getopts umask ulimit id whoami groups uname hostname",
        "seq yes clear reset tty stty nproc free uptime mktemp mkfifo sync fallocate compgen cal factor locate",
        "updatedb lscpu subl open xdg-open explorer start gitleaks betterleaks trufflehog detect-secrets",
    ),
    "hides reads": _names(
        "tree ls dir vdir exa eza lsd cd pwd pushd popd mkdir stat test [ [[ true false : echo printf which whereis",
        "basename dirname realpath readlink du df wc md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum",
        "cksum b2sum b3sum sum sleep kill pkill ps pgrep jobs wait unset local readonly return exit shift hash lsof",
        "let shopt type code privacy-gate privacy_gate",
    ),
    "hides changes": _names("rmdir rm unlink shred touch chmod chown chattr truncate"),
    "reads": _names(
        "print where find fd fdfind pidof read set export declare typeset alias unalias history pre_commit git",
        "printenv",
    ),
    "reads sends": _names("gh glab"),
    "reads changes": _names("patch"),
    "reads builds": _names("pre-commit prek yamllint file date"),
    "reads-unless-output": _names("json.tool"),
    "filters": _names("tr"),
    "filters wraps": _names("xargs"),
    "sends": _names(
        "curl wget wget2 aria2c http https xh httpie curlie scp sftp ftp lftp ncftpput tftp nc ncat netcat socat",
        "openbsd-nc ssh sshpass hub tea aws gsutil gcloud az azcopy rclone s3cmd s5cmd mc b2 doctl heroku flyctl fly",
        "vercel netlify mail mailx mutt neomutt sendmail msmtp swaks invoke-webrequest invoke-restmethod iwr irm",
        "telnet croc wormhole magic-wormhole transfer ipfs gist gist-paste pastebinit pbpst 0x0 termbin rsh rcp",
        "smbclient websocat wscat grpcurl nats redis-cli mosquitto_pub kcat kafkacat twine ngrok cloudflared llm",
        "ollama aichat sgpt opencode aider restic borg duplicity unison",
    ),
    "sends assists": _names("claude codex gemini copilot cursor-agent"),
    "sends changes to-the-last copies": _names("rsync"),
    "serves": _names("serve http-server httpd caddy live-server miniserve darkhttpd webfsd simple-http-server"),
    "changes": _names("setfacl"),
    "changes to-the-last copies": _names("cp ln install"),
    "changes copies": _names("mv"),
    "copies": _names("copy-item move-item copy move"),
    "edits": _names("gsed"),
    "edits interpreter": _names("perl ruby"),
    "shell": _names("sh bash zsh dash ksh mksh ash fish rbash csh tcsh pwsh powershell cmd"),
    "shell wraps": _names("busybox"),
    "interpreter": _names(
        "python pythonw pypy ipython node nodejs deno php lua luajit osascript tclsh rscript julia groovy scala",
        "elixir erl guile racket sqlite3 psql mysql duckdb irb jshell kotlinc ts-node tsx swift java go-run",
    ),
    "interpreter runs builds": _names("bun"),
    "wraps": _names(
        "sudo doas env command exec time nice ionice nohup parallel builtin eval ! timeout gtimeout setsid stdbuf",
        "unbuffer script watch su runuser chroot unshare nsenter firejail bwrap strace ltrace dtruss perf valgrind",
        "flock chrt taskset numactl caffeinate proxychains proxychains4 torsocks toybox coproc then else do if while",
        "until noglob nocorrect systemd-run at batch entr tmux screen expect chronic ifne errno faketime fakeroot",
        "xvfb-run trap npx bunx uvx dotenv doppler op chamber aws-vault teller nix nix-shell devbox distrobox toolbox",
        "wsl",
    ),
    "runs": _names("vagrant"),
    "runs builds": _names("npm pnpm yarn uv poetry pipx pdm hatch rye conda mamba bundle direnv asdf mise"),
    "contains": _names("docker podman nerdctl kubectl oc lxc"),
    "builds": _names(
        "make gmake cmake ctest ninja meson bazel just task rake invoke cargo rustc rustup go gofmt gradle gradlew",
        "mvn mvnw ant sbt dotnet msbuild javac swiftc gcc g++ cc c++ clang clang++ ld nm deno-fmt corepack nvm tsc",
        "eslint prettier biome jest vitest mocha ava playwright cypress webpack vite rollup esbuild next turbo nx",
        "lerna stylelint pip pip2 pip3 virtualenv pyenv tox nox pytest py.test unittest coverage ruff mypy pyright",
        "black isort flake8 pylint bandit autopep8 yapf pyupgrade djlint vulture bundler gem rubocop rspec rails",
        "composer phpunit mix elixirc stack cabal ghc opam dune shellcheck shfmt hadolint markdownlint golangci-lint",
        "staticcheck clang-format clang-tidy cppcheck rustfmt ktlint swiftlint swiftformat checkstyle taplo dprint",
        "editorconfig-checker codespell typos cspell actionlint apt apt-get apt-cache dpkg brew port pacman dnf yum",
        "apk snap flatpak choco winget scoop systemctl service terraform tofu tflint helm minikube kind lefthook",
        "husky commitlint semantic-release act",
    ),
}


def _with(name: str) -> frozenset[str]:
    """Return the names of the programs with a property."""
    return frozenset(program for names, programs in PROGRAMS.items() if name in names.split() for program in programs)


SHOWS = _with("shows")
HIDES = _with("hides")
READS = _with("reads")
READS_UNLESS_OUTPUT = _with("reads-unless-output")
SEARCHES = _with("searches")
FILTERS = _with("filters")
SENDS = _with("sends")
ASSISTS = _with("assists")
SERVES = _with("serves")
PACKS = _with("packs")
CHANGES = _with("changes")
TO_THE_LAST = _with("to-the-last")
COPIES = _with("copies")
EDITS = _with("edits")
SHELLS = _with("shell")
INTERPRETERS = _with("interpreter")
WRAPS = _with("wraps")
RUNS = _with("runs")
CONTAINS = _with("contains")
BUILDS = _with("builds")


GIT_QUIET = _names(
    "add rm mv status ls-files ls-tree check-ignore check-attr clean push fetch pull branch switch commit tag merge",
    "checkout restore reset rev-parse rev-list remote init clone worktree submodule sparse-checkout update-index",
    "notes describe bisect rebase cherry-pick revert lfs update-ref symbolic-ref gc config clone bundle stash",
)
"""Subcommands that do not show the files that their words name, except with some options."""
GIT_PATCHES = _names(
    "show diff whatchanged format-patch difftool diff-tree diff-index diff-files range-diff log reflog"
)
"""Subcommands that print patches, or with some options only names and numbers."""

PRINTING_MODULES = _names("json.tool base64 tokenize ast dis pickletools zipfile tarfile gzip quopri uu pydoc cat this")
"""Modules that print files when Python runs them."""
QUIET_MODULES = _names(
    "pytest pip venv unittest build coverage mypy ruff black isort flake8 pylint compileall py_compile doctest",
    "timeit cProfile profile trace pdb http.server ensurepip virtualenv tox nox pre_commit privacy_gate twine",
    "django flask uvicorn gunicorn celery alembic site sysconfig platform",
)
