"""The words of the lessons, a folder each: tasks.md (questions and hints), answers.py (what they name), law.md."""
