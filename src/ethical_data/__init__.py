"""What stands behind the course's notebooks: invented data, measures, feedback for learners, and plays."""

__version__ = "0.1.0"
