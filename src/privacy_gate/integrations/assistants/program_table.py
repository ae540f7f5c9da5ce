"""Programs by what they do with the files that a command line gives them.

A program that no table has is not followed: a protected file that it is given is asked about.
"""

from __future__ import annotations


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


SEARCHES = _names("grep egrep fgrep zgrep rg ag ack pt ugrep")
"""Programs that print the lines they find. What a search through a whole tree prints is judged as a result."""
PRINTS = SEARCHES | _names(
    "cat tac nl head tail less more most bat batcat view gc get-content sed awk gawk mawk nawk cut sort uniq xxd",
    "od hd hexdump strings base64 base32 basenc jq yq xq column fold paste diff sdiff colordiff delta cmp rev dd",
    "tee pr fmt comm join expand unexpand shuf iconv recode dos2unix openssl gpg age sops tar bsdtar zip 7z 7za",
    "gzip gunzip zcat bzip2 bunzip2 bzcat xz unxz xzcat lz4 zstd zstdcat brotli ar cpio pax shar unzip ed ex vi",
    "vim nvim emacs nano pico micro m4 uuencode uudecode split csplit mapfile readarray look ptx tsort numfmt",
    "pandoc glow mdcat highlight pygmentize source-highlight xmllint tidy csvcut csvlook mlr qpdf pdftotext",
    "antiword docx2txt exiftool img2txt pbcopy xclip xsel wl-copy clip tput dialog whiptail zenity notify-send",
    "say espeak lp lpr enscript a2ps vidir ansible-vault rot13 caesar cowsay figlet toilet lolcat sponge pv",
    "rlwrap fzf vimdiff gvim",
)
"""Programs that print the files that they are given."""
SENDS = _names(
    "curl wget wget2 aria2c http https xh httpie curlie scp sftp ftp lftp ncftpput tftp rsync nc ncat netcat",
    "socat openbsd-nc ssh sshpass gh glab hub tea aws gsutil gcloud az azcopy rclone s3cmd s5cmd mc b2 doctl",
    "heroku flyctl fly vercel netlify mail mailx mutt neomutt sendmail msmtp swaks invoke-webrequest",
    "invoke-restmethod iwr irm telnet croc wormhole magic-wormhole transfer ipfs gist gist-paste pastebinit pbpst",
    "0x0 termbin rsh rcp smbclient websocat wscat grpcurl nats redis-cli mosquitto_pub kcat kafkacat twine ngrok",
    "cloudflared llm ollama aichat sgpt claude codex gemini copilot opencode aider cursor-agent restic borg",
    "duplicity unison lp",
)
"""Programs that send files elsewhere, some with marks before the name (`@file`, `data=@file`, `--file=file`)."""
QUIET = _names(
    "ls dir vdir exa eza lsd tree cd pwd pushd popd dirs mkdir rmdir rm unlink shred touch chmod chown chgrp",
    "chattr stat test [ [[ true false : echo printf which whereis basename dirname realpath readlink du df",
    "wc md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum cksum b2sum b3sum sum sleep kill pkill",
    "killall ps top htop pgrep jobs wait fg bg disown unset local readonly return exit break continue shift",
    "getopts hash umask ulimit id whoami groups uname hostname seq yes clear reset tty stty nproc free",
    "uptime lsof mktemp mkfifo sync truncate fallocate let shopt compgen cal factor locate updatedb lscpu type",
    "code subl open xdg-open explorer start privacy-gate privacy_gate gitleaks betterleaks trufflehog",
    "detect-secrets",
)
"""Programs that show nothing of the files that their words name, or show them to a person alone. Of all others a
protected file is asked about."""
BUILDS = _names(
    "make gmake cmake ctest ninja meson bazel just task rake invoke cargo rustc rustup go gofmt gradle gradlew mvn",
    "mvnw ant sbt dotnet msbuild javac swiftc gcc g++ cc c++ clang clang++ ld nm npm pnpm yarn bun deno-fmt corepack",
    "nvm tsc eslint prettier biome jest vitest mocha ava playwright cypress webpack vite rollup esbuild next turbo",
    "nx lerna stylelint pip pip2 pip3 uv poetry pipx pdm hatch rye conda mamba virtualenv pyenv tox nox pytest",
    "py.test unittest coverage ruff mypy pyright black isort flake8 pylint bandit autopep8 yapf pyupgrade djlint",
    "vulture pre-commit prek bundle bundler gem rubocop rspec rails composer phpunit mix elixirc stack cabal ghc",
    "opam dune shellcheck shfmt hadolint yamllint markdownlint golangci-lint staticcheck clang-format clang-tidy",
    "cppcheck rustfmt ktlint swiftlint swiftformat checkstyle taplo dprint editorconfig-checker codespell typos",
    "cspell actionlint apt apt-get apt-cache dpkg brew port pacman dnf yum apk snap flatpak choco winget scoop",
    "systemctl service terraform tofu tflint helm minikube kind lefthook husky commitlint semantic-release act",
    "direnv asdf mise file date",
)
"""Programs that build, test, format and check. A protected file that they are given is asked about; a folder is not,
since what they print is judged when it goes back to the model."""
SERVES = _names("serve http-server httpd caddy live-server miniserve darkhttpd webfsd simple-http-server")
"""Programs that hand out a folder to whoever asks for it."""
ARCHIVES = _names("tar bsdtar zip 7z 7za cpio pax ar")
"""Programs that put files and whole folders into one."""
FILTERS = SEARCHES | _names("head tail sort uniq sed awk cut tr tee cat tac shuf xargs column fold rev paste grep")
"""Programs that print a part of what comes in by standard input."""
GIT_QUIET = _names(
    "add rm mv status ls-files ls-tree check-ignore check-attr clean push fetch pull branch switch commit tag merge",
    "checkout restore reset rev-parse rev-list remote init clone worktree submodule sparse-checkout update-index",
    "notes describe bisect rebase cherry-pick revert lfs update-ref symbolic-ref gc config clone bundle stash",
)
"""What git shows nothing of the files by that its words name, except behind some options."""
GIT_PATCHES = _names(
    "show diff whatchanged format-patch difftool diff-tree diff-index diff-files range-diff log reflog"
)
"""What git prints patches by, or with some options names and numbers alone."""
WRITERS = _names("rm mv cp ln tee chmod chown chattr truncate unlink install patch dd rsync shred touch rmdir setfacl")
"""Programs that change the files that they are given; of those in `TO_THE_LAST` the last one alone."""
TO_THE_LAST = _names("cp ln install rsync")
COPIES = _names("cp mv ln install rsync dd copy-item move-item copy move")
"""Programs after which another file holds what the one before held."""
IN_PLACE = _names("sed gsed perl ruby gawk yq")
"""Programs that change files and print nothing of them when they are told to (`-i`)."""
SHELLS = _names("sh bash zsh dash ksh mksh ash fish busybox rbash csh tcsh pwsh powershell cmd")
INTERPRETERS = _names(
    "python pythonw pypy ipython node nodejs deno bun perl ruby php lua luajit osascript tclsh rscript julia",
    "groovy scala elixir erl guile racket sqlite3 psql mysql duckdb irb jshell kotlinc ts-node tsx swift java",
    "go-run",
)
WRAPPERS = _names(
    "sudo doas env command exec time nice ionice nohup xargs parallel builtin eval ! timeout gtimeout setsid",
    "stdbuf unbuffer script watch su runuser chroot unshare nsenter firejail bwrap strace ltrace dtruss perf",
    "valgrind flock chrt taskset numactl caffeinate proxychains proxychains4 torsocks busybox toybox coproc then",
    "else do if while until noglob nocorrect systemd-run at batch entr tmux screen expect chronic ifne errno",
    "faketime fakeroot xvfb-run rlwrap trap npx bunx uvx dotenv doppler op chamber aws-vault teller nix nix-shell",
    "devbox distrobox toolbox wsl",
)
"""Programs that run another one: the first word after them that is a program of another table is called too."""
RUNNERS = _names("uv poetry pipx pdm hatch rye conda mamba bundle npm pnpm yarn bun direnv asdf mise vagrant")
"""Programs that build and check, and run another one when they are told to."""
CONTAINERS = _names("docker podman nerdctl kubectl oc lxc")

PRINTING_MODULES = _names("json.tool base64 tokenize ast dis pickletools zipfile tarfile gzip quopri uu pydoc cat this")
"""Modules that print files when Python runs them."""
QUIET_MODULES = _names(
    "pytest pip venv unittest build coverage mypy ruff black isort flake8 pylint compileall py_compile doctest",
    "timeit cProfile profile trace pdb http.server ensurepip virtualenv tox nox pre_commit privacy_gate twine",
    "django flask uvicorn gunicorn celery alembic site sysconfig platform",
)
