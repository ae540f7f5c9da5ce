"""The output on GitHub: a comment on the pull request, and a label.

Besides `cleanroom.loopback`, only `rest_client` opens a connection. The import contracts in pyproject.toml enforce
this. Only the masked report is sent, and only to GitHub's API.
"""
