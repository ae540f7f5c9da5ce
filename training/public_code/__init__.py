"""Makes the data files about public code that the gate ships: `python -m training.public_code build`."""
