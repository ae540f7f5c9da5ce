"""What breaks under the gate: it is killed, it is not alone, the disk is full, the repository is an odd one.

`make faults` kills each kind of write a hundred times and lets ten processes work at once; the tests do a few of it.
"""
