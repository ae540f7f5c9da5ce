"""Making and fetching the index of an organisation: for `privacy-gate org` alone, never on the way of a hook.

Needs `privacy-gate[org]`. It opens connections only where the user names a scheduler, an object store, or
the address of a repository to mirror; a build on one machine opens none.
"""
