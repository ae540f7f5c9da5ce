"""Published packages in which a finding of a secret rule is probably wrong: what to train on and what to report on."""
