"""What whoever plans, records or checks deliveries can mend; str() is plain words, without a name or a number."""


class DistributionError(ValueError):
    """Why something cannot be planned, recorded or noted."""


class AlreadyRecorded(DistributionError):
    """An agent's word stands already."""
