"""Tasks of the start page: run, change, turn, read an error; four kinds of data."""

from . import Option, Task, Wrong

_PRICE, _SOLD, _MORE, _A_TRAY, _TRAYS = 3, 25, 30, 24, 7  # as the page's cells have them

TASKS = (
    Task(
        "00.try",
        "number",
        "For how much were 25 croissants sold? Read the line below the cell above, type the number and press Check.",
        answer=lambda: _PRICE * _SOLD,
        why="Everything works: the cell ran, your answer was checked, and nothing was sent anywhere.",
        wrong=(
            Wrong(lambda: _PRICE + _SOLD, "That is the sum. The cell multiplies: run it and read the line below it."),
            Wrong(lambda: _PRICE, "That is the price of one. Read the line below the cell, after “sold for”."),
            Wrong(lambda: _SOLD, "So many were sold. Read the line below the cell: for how much?"),
        ),
        hints=("Click into the cell with the price, press Shift and Enter, and read the line that appears.",),
        solution="The line ends with 75: 3 times 25.",
    ),
    Task(
        "00.change",
        "number",
        "With 30 croissants in place of 25, what does the cell say?",
        answer=lambda: _PRICE * _MORE,
        why="You changed a program and ran it. That is all there is to it.",
        wrong=(
            Wrong(
                lambda: _PRICE * _SOLD,
                "That is still the old number. After a change, run the cell again: Shift and Enter.",
            ),
            Wrong(lambda: _MORE, "So many were sold. Read the new line below the cell, after “sold for”."),
        ),
        hints=("Make the 25 a 30, then press Shift and Enter.",),
        solution="The line ends with 90: 3 times 30.",
    ),
    Task(
        "00.trays",
        "number",
        "How many croissants are 7 trays?",
        answer=lambda: _TRAYS * _A_TRAY,
        why="A control is a number that you may change, and what follows from it.",
        wrong=(
            Wrong(lambda: 3 * _A_TRAY, "That is for 3 trays. Type a 7 into the box and press Enter."),
            Wrong(_TRAYS, "That is the number of trays. Read the sentence below the box."),
        ),
        hints=("Run the cell with the trays first. Click into its box, type 7, press Enter, and read the sentence.",),
        solution="Turn the control to 7: 168 croissants.",
    ),
    Task(
        "00.error",
        "choice",
        "You see a red box that ends with “NameError: name 'croisants' is not defined”. What happened?",
        options=(
            Option(
                "The computer or the course is broken",
                "Nothing is broken. A cell that ends in red has done nothing, and everything else is as it was.",
            ),
            Option(
                "A word in the cell is unknown: a slip of the pen, or a cell above that was skipped",
                "Either you mend the word, or you run the cells above.",
                True,
            ),
            Option(
                "My answer was wrong",
                "An answer that is not right yet is never red: it comes with words about what it suggests. Red is about"
                " the code in a cell.",
            ),
            Option(
                "Data were lost", "An error changes no data. Your answers lie in the folder my-work and stay there."
            ),
        ),
        hints=("Read the last line once more: what is not defined?",),
        why="Last line first. It is the most useful habit with red boxes.",
    ),
    Task(
        "00.kinds",
        "choice",
        "The till writes down at what hour the last croissant was sold. Which kind of data is that?",
        options=(
            Option(
                "Customer interaction",
                "It would be, if it said who bought it. It tells an hour and a tray, and nobody's name.",
            ),
            Option("Operations", "It tells how the work runs: when a tray is empty.", True),
            Option(
                "Marketing and sales",
                "Near: it is about selling. But this kind is about what was tried in order to sell, a campaign or a"
                " voucher, and what came of it.",
            ),
            Option("Finance", "No money stands in it. How much was paid that day would be finance."),
        ),
        hints=("Compare the four tables: which of them knows trays?",),
        why="Remember this hour. In the next lesson it shows that what was sold is not what people wanted.",
    ),
)
