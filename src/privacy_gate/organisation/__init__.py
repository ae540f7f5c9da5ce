"""The index that repositories of an organisation share: making and fetching it.

Needs `privacy-gate[org]`. It opens connections only where the user names a scheduler, an object store, or
the address of a repository to mirror; a build on one machine opens none.
"""
