"""Lessons that exist in a test alone."""

import pytest

from ethical_data.learn import tasks


def add_lesson(monkeypatch: pytest.MonkeyPatch, number: str, made: tuple[tasks.Task, ...]) -> None:
    """Let lesson `number` have these tasks, beside the real ones."""
    real, known = tasks.of_lesson, {**tasks.lessons(), number: "invented"}
    ours = {task.id: task for task in made}
    monkeypatch.setattr(tasks, "lessons", lambda: known)
    monkeypatch.setattr(tasks, "of_lesson", lambda wanted: ours if wanted == number else real(wanted))
