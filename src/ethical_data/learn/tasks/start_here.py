"""Tasks of the start page: is everything in place?"""

from . import Task, Wrong

TASKS = (
    Task("00.try", "number", "What does the cell above say? Type the number and press Check.", answer=lambda: 12 * 25,
         why="Everything works: the cell ran, your answer was checked, and nothing left this computer.",
         wrong=(Wrong(lambda: 12 + 25, "That is the sum. The cell multiplies: run it and read the line below it."),),
         hints=("Click into the cell with the price, press Shift and Enter, and read the line that appears.",),
         solution="12 * 25"),
)
