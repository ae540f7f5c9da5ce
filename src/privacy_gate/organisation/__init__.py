"""The index that the repositories of an organisation share: building and downloading it.

It needs `privacy-gate[org]`. It only opens connections if the user names a scheduler, an object store, or the URL of a
repository to mirror. A build on one computer opens none.
"""
