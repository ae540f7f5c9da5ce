"""`make e2e`: the real assistants against a model server on this machine, before and after `install`.

`versions` has the programs and installs them, `model_server` is the model, one module an assistant says how it is
started and what is tried with it beyond `shared_trials`, `trials` runs what is tried, and `__main__` prints the table.
"""
