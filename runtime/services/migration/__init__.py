"""Moving running dossiers to another version of their procedure: order, dry run, execution, taking back."""
