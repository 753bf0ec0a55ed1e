#!/usr/bin/env python3
"""Sets up .venv from the lock and starts what is asked for.

    python3 start.py lab [options of jupyter lab]     the course in JupyterLab
    python3 start.py test [options of pytest]         everything that needs no browser
    python3 start.py install [--dev]                  the set-up alone

On Windows: py start.py lab. A second run installs nothing. Standard library only, and no syntax newer than
Python 2.7, so that an old Python answers with one clear line.
"""

import glob
import hashlib
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
WHEELS = os.path.join(ROOT, "wheels")
STAMP = os.path.join(VENV, "set-up.json")
START_PAGE = "notebooks/00-start-here.ipynb"
OLDEST, NEWEST = (3, 11), (3, 14)

LAB_SETTINGS = {
    # No question about news and no look-up of newer versions when Lab opens.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}

# What a learner types is kept in the folder my-work alone: no history of cells in the user's home.
KERNEL_SETTINGS = {"HistoryManager": {"enabled": False}}

# Nothing in the terminal that reads like an error: no list of missing language servers, no search for nodejs,
# no warning about pings (a server on one's own machine does without) or about kernels in plain text.
SERVER_SETTINGS = {
    "LanguageServerManager": {"autodetect": False},
    "KernelManager": {"transport_encryption": "auto"},
    "ServerApp": {
        "tornado_settings": {
            "page_config_data": {"buildCheck": False, "buildAvailable": False},
            "ws_ping_interval": 0,
            "websocket_max_message_size": 200 * 1024 * 1024,  # a file that is chosen in "Run a play"
        }
    },
}

# The root is the whole course: a notebook named on the command line would make its own folder the root.
LAB = ["lab", "--ServerApp.root_dir=" + ROOT, "--LabApp.default_url=/lab/tree/" + START_PAGE]
TEST = ["-m", "pytest", "-n", "2", "--dist", "loadscope", "-m", "not browser"]


def unfit_python(version, has_module):
    """Why this Python cannot run the course, in one line, or None."""
    if not OLDEST <= tuple(version[:2]) <= NEWEST:
        this = ".".join(str(part) for part in version[:3])
        return (
            "The course needs Python 3.11, 3.12, 3.13 or 3.14; this is %s. Name another one: "
            "make lab PYTHON=python3.12 (Windows: py -3.12 start.py lab)." % this
        )
    for module in ("venv", "ensurepip"):
        if not has_module(module):
            return (
                "This Python lacks its module %s. On Debian and Ubuntu: sudo apt install python%d.%d-venv; "
                "then run this again." % (module, version[0], version[1])
            )
    return None


def has_module(name):
    import importlib.util

    return importlib.util.find_spec(name) is not None


def inside(name):
    """A program of the environment."""
    if os.name == "nt":
        return os.path.join(VENV, "Scripts", name + ".exe")
    return os.path.join(VENV, "bin", name)


def stop(message):
    sys.stderr.write(message + "\n")
    sys.exit(2)


def fingerprint(lock):
    """What an installed lock depends on: the lock itself and how the package is built."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml", "start.py"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def read_stamp():
    """What is installed in .venv; {} when that is unknown, moved, broken or made by another Python."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    whole = stamp.get("root") == ROOT and stamp.get("python") == list(sys.version_info[:2])
    return stamp if whole and runs([inside("python"), "-c", ""]) else {}


def runs(command, quiet=False):
    """Whether a command can be run and ends well."""
    output = subprocess.PIPE if quiet else None
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=output)
    except OSError:
        return False
    process.communicate()
    return process.returncode == 0


def pip(*arguments):
    """Runs pip in the environment; in a terminal it counts packages on one line, not three lines for each."""
    command = [inside("python"), "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
    if os.path.isdir(WHEELS):  # a handout for a workshop: nothing is fetched
        command += ["--no-index", "--find-links", WHEELS]
    environment = dict(os.environ, PIP_USER="0", PIP_NO_INPUT="1")
    process = subprocess.Popen(
        command + list(arguments), cwd=ROOT, env=environment, stdout=subprocess.PIPE, universal_newlines=True
    )
    seen = 0
    try:
        for line in process.stdout:
            if sys.stdout.isatty() and line.startswith(("Collecting ", "Installing ")):
                seen += line.startswith("Collecting ")
                words = "  %3d  %s" % (seen, line.split()[1] if line.startswith("Coll") else "installing")
                sys.stdout.write("\r%-70s" % words)
                sys.stdout.flush()
    except KeyboardInterrupt:
        process.communicate()  # pip ends in its own time
        raise
    if sys.stdout.isatty():
        sys.stdout.write("\r%70s\r" % "")
    if process.wait() != 0:
        stop("pip stopped, for the reason above. The same command tries again.")


def point_from_here():
    """Names the package's folder from .venv, not in full: a Python below 3.13 reads that name in the machine's own
    encoding, and does not start, or does not find the package, where a folder is called Koeln with its umlaut."""
    library = "Lib" if os.name == "nt" else os.path.join("lib", "python%d.%d" % sys.version_info[:2])
    packages = os.path.join(VENV, library, "site-packages")
    for path in glob.glob(os.path.join(glob.escape(packages), "_ethical_data*.pth")):
        with open(path, "w") as file:
            file.write(os.path.relpath(os.path.join(ROOT, "src"), packages) + "\n")


def write_settings(path, settings):
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with open(path, "w") as file:
        json.dump(settings, file, indent=2)


def write_lab_settings(prefix):
    """Leaves the course's settings where the JupyterLab and the kernel of an environment read them."""
    folder = os.path.join(prefix, "share", "jupyter", "lab", "settings")
    write_settings(os.path.join(folder, "overrides.json"), LAB_SETTINGS)
    write_settings(os.path.join(prefix, "etc", "ipython", "ipython_kernel_config.json"), KERNEL_SETTINGS)


def trust():
    """Signs the course's notebooks, again when they changed: Lab strips the results of others, and warns."""
    notebooks, digest = [], hashlib.sha256()
    for tree in ("notebooks", "exercises", "solutions"):
        for folder, _, names in sorted(os.walk(os.path.join(ROOT, tree))):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith(".ipynb") and ".ipynb_checkpoints" not in folder:
                    notebooks.append(path)
                    digest.update(repr((path, os.stat(path).st_size, os.stat(path).st_mtime)).encode("utf-8"))
    mark = os.path.join(VENV, "trusted")
    if os.path.exists(mark):
        with open(mark) as file:
            if file.read() == digest.hexdigest():
                return
    if runs([inside("python"), "-m", "jupyter", "trust"] + notebooks, quiet=True):
        with open(mark, "w") as file:
            file.write(digest.hexdigest())


def install(dev):
    """Brings .venv to the lock; does nothing when it is there already."""
    stamp = read_stamp()
    lock = "requirements-dev.txt" if dev else "requirements.txt"
    # The authors' lock holds the learners'.
    if any(stamp.get(name) == fingerprint(name) for name in (lock, "requirements-dev.txt")):
        return
    print("Setting up .venv from %s: a few minutes the first time." % lock)
    sys.stdout.flush()
    if not stamp and not runs([sys.executable, "-m", "venv", "--clear", VENV]):
        stop("Could not make %s. If JupyterLab or a notebook is running from it, close that first." % VENV)
    if stamp:
        os.remove(STAMP)
    pip("--require-hashes", "-r", lock)
    # The build tool is in the lock, so that nothing is fetched here.
    pip("--no-build-isolation", "-e", ".")
    point_from_here()
    write_lab_settings(VENV)
    write_settings(os.path.join(VENV, "etc", "jupyter", "jupyter_server_config.json"), SERVER_SETTINGS)
    stamp = {"root": ROOT, "python": list(sys.version_info[:2]), lock: fingerprint(lock)}
    write_settings(STAMP, stamp)
    print("Ready.")
    sys.stdout.flush()


def become(program, arguments):
    """Hands over to a program of the environment and ends with its exit code."""
    command = [inside(program)] + arguments
    os.chdir(ROOT)
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            pass  # Ctrl-C reaches Lab as well, which asks whether to stop


def main(arguments):
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word not in ("lab", "test", "install") or (word == "install" and rest not in ([], ["--dev"])):
        stop("Usage: start.py lab | test | install [--dev]")
    problem = unfit_python(sys.version_info, has_module)
    if problem:
        stop(problem)
    install(dev=word == "test" or rest == ["--dev"])
    if word == "lab":
        trust()
        become("jupyter", LAB + rest)
    if word == "test":
        become("python", TEST + rest)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("\nStopped. The same command sets up what is lacking.")
