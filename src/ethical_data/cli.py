"""The command `ethical-data`, a thin skin. Exit 0: done; 1: a defect of ours; 2: unusable input."""

import argparse
import contextlib
import sys
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import __version__, home
from .errors import BadText, InputError, PlayFailed, nearest, plain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # an old console lacks some of our characters
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.command(chosen)
    except (InputError, BadText) as error:
        _tell(error)
        return 2
    except KeyboardInterrupt:
        _tell("stopped.")
        return 130
    except Exception as error:
        last = error if isinstance(error, PlayFailed) else f"{type(error).__name__}: {error}"
        _tell(f"a defect of ours, not of what you gave. No report was written. {plain(last, 300)}")
        if chosen.debug:
            traceback.print_exc()
        return 1


def _tell(line: object) -> None:
    print(f"ethical-data: {line}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("ethical-data", description="The course's data and plays on your files.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=lambda _: parser.print_help() or 0, debug=False)
    commands = parser.add_subparsers(title="commands", metavar="")

    data = commands.add_parser("data", help="rebuild the course's invented data")
    data.add_argument("business", nargs="*", help="all, if none is named")
    data.add_argument("--check", action="store_true", help="only print what differs; exit 1 if anything does")
    data.add_argument("--pools", action="store_true", help="rebuild the pools of names with Faker instead")
    data.add_argument("--scale", type=float, default=1.0, help="10: ten times the size; needs --out")
    data.add_argument("--out", type=Path, help="the folder to write to")
    data.set_defaults(command=_data)

    plays = commands.add_parser("plays", help="the plays, or all that one of them needs")
    plays.add_argument("play", nargs="?")
    plays.set_defaults(command=_plays)

    run = commands.add_parser("run", help="run a play and write its report")
    run.add_argument("play")
    many = {"action": "append", "default": [], "metavar": "NAME=VALUE"}
    run.add_argument("--set", **many, help="a file or a setting; repeatable")
    run.add_argument("--out", type=Path, default=Path("reports"), help="the folder for the report (reports)")
    run.add_argument("--rows", action="store_true", help="write people's rows to CSVs beside the report, to act on")
    run.add_argument("--debug", action="store_true", help="show where a defect of ours lies")
    run.set_defaults(command=_run)

    register = commands.add_parser(
        "register", help="what was checked, what changed, what is open; and what was decided"
    )
    register.add_argument(
        "--in", dest="folder", type=Path, default=Path("reports"), help="the folder of the reports (reports)"
    )
    register.add_argument("--decide", metavar="PLAY/FINDING", help="write down what you decided about a finding")
    register.add_argument("--what", default="", help="what was decided")
    register.add_argument("--by", default="", metavar="DATE", help="until when, such as 2026-12-31")
    register.add_argument("--done", metavar="PLAY/FINDING", help="it is done")
    register.set_defaults(command=_register)
    return parser


def _register(chosen: argparse.Namespace) -> int:
    from .playbook import register, runner

    if (chosen.what or chosen.by) and not chosen.decide:
        raise InputError("--what and --by belong to a finding: add --decide PLAY/FINDING.")
    if chosen.decide and not (chosen.what or chosen.by):
        raise InputError('--decide needs what was decided, or by when: --what "…" --by 2026-12-31.')
    entries = register.read(chosen.folder)
    with runner.in_turn(chosen.folder) if entries else contextlib.nullcontext():
        entries = register.read(chosen.folder)
        if chosen.decide:
            entries = register.decide(entries, chosen.decide, chosen.what, chosen.by)
        if chosen.done:
            entries = register.decide(entries, chosen.done, done=True)
        if entries:
            runner.write_register(chosen.folder, entries)
    print(register.to_text(entries))
    if entries:
        print(f"\nAs a page: {chosen.folder / register.PAGE}")
    return 0


def _data(chosen: argparse.Namespace) -> int:
    from .worlds import dictionary, package, pools

    if chosen.pools:
        return _written(pools.rebuild())
    for name in chosen.business:
        if name not in dictionary.businesses():
            near, known = nearest(name, dictionary.businesses()), ", ".join(dictionary.businesses())
            raise InputError(f"No business is called '{plain(name)}'.{near} There are: {known}.")
    if not 0 < chosen.scale < float("inf"):
        raise InputError("--scale is a number above 0, such as 0.1 or 10.")
    if chosen.scale != 1 and (chosen.check or not chosen.out):
        raise InputError("--scale needs --out FOLDER and no --check: the course's own data has one size.")
    names, folder = chosen.business or None, chosen.out or home.data_folder()
    if not chosen.check:
        return _written(package.rebuild(names, folder, chosen.scale))
    different = package.differences(names, folder)
    print("\n".join(different) or "Every byte agrees with a fresh build.")
    return 1 if different else 0


def _written(paths: Iterable[Path]) -> int:
    for path in paths:
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return 0


def _plays(chosen: argparse.Namespace) -> int:
    from .playbook import catalogue

    if not chosen.play:
        for about in catalogue.plays().values():
            print(f"{about.slug}: {about.title}")
            for table in about.inputs:
                print(f"  {table.name}: {', '.join(c.name for c in table.columns if c.required)}")
            print(f"  settings: {', '.join(setting.name for setting in about.settings)}\n")
        print("One of them in full: ethical-data plays NAME")
        return 0
    about = catalogue.play(chosen.play)
    print(f"{about.slug}, version {about.version}: {about.title}\n{about.says}")
    for table in about.inputs:
        if table.open or table.many:
            several = "; several, or a folder of them" if table.many else ""
            print(f"\n--set {table.name}=FILE\n  {table.says}; a CSV, TSV or XLSX file with any columns{several}")
            continue
        print(f"\n--set {table.name}=FILE\n  {table.says}; a CSV, TSV or XLSX file with the columns:")
        for setting, column in table.renames().items():
            optional = "" if column.required else ", optional"
            print(f"  {column.name:<18} {column.says} ({column.kind}{optional})")
            print(f'  {"":<18} if it is called otherwise: --set {setting}="NAME IN THE FILE"')
    print('\nA column that only one of your files has: --set COLUMN_column="NAME IN THE FILE" does too')
    if any(not column.required for table in about.inputs for column in table.columns):
        print("An optional column that was taken for the wrong one: --set COLUMN_column=- leaves it out")
    print("\nHow your files are written (only if you are asked)")
    for option in (option for table in about.inputs for option in table.options()):
        print(f"  --set {option.name}={'|'.join(option.choices) or 'NAME'}: {option.says}")
    print("\nSettings")
    for setting in about.settings:
        value = "|".join(setting.choices) or setting.kind.upper()
        print(f"  --set {setting.name}={value}\n  {'':<18} {setting.says} (default: {setting.default})")
    files = " ".join(f"--set {table.name}=FILE" for table in about.inputs)
    print(f"\nOn your files, or with none on the course's data:\n  ethical-data run {about.slug} {files}")
    return 0


def _run(chosen: argparse.Namespace) -> int:
    from .playbook import catalogue, runner

    given: dict[str, str] = {}
    many = {table.name for table in catalogue.play(chosen.play).inputs if table.many}
    for pair in chosen.set:
        name, sign, value = pair.partition("=")
        if not sign or (name in given and name not in many):
            fault = "is given twice" if sign else "has no '='"
            raise InputError(f"--set {plain(pair)} {fault}. Expected each name once, as NAME=VALUE.")
        given[name] = catalogue.MANY.join(filter(None, (given.get(name), value)))
    say = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: E731
    print(runner.run(chosen.play, given, chosen.out, say, chosen.rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
