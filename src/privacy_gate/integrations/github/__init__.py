"""What the gate tells GitHub: a comment on the pull request, and a label.

With `local` the only code that opens a connection; the import contracts in pyproject.toml name it
module by module. Nothing is sent but the report, which is masked, and to no host but GitHub's API.
"""
