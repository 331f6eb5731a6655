"""LibreOffice as a converter: started here and nowhere else, with a profile that forbids whatever reaches out."""

import os
import shutil
import subprocess
from pathlib import Path

from ingest.errors import FileRefused, FileState, cause
from ingest.lifeline import started

_NAMES = ("soffice", "libreoffice")
_LIMIT = 24.0  # seconds; the worker kills a reader that is silent for 25
_REMEDY = "hãy mở bằng Word, lưu dạng DOCX rồi nạp lại"
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "DisableActiveContent": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "org.openoffice.Office.Writer/Content/Update": {"Link": "0", "Field": "false", "Chart": "false"},
    # A proxy that does not exist: pictures and objects linked to another machine are not fetched.
    "org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
        "ooInetNoProxy": "",
    },
}


def available() -> bool:
    """Return whether LibreOffice is installed."""
    return _program() is not None


def to_docx(path: Path, workspace: Path) -> Path:
    """Return a DOCX copy of the document, made by LibreOffice in a new folder of `workspace`.

    Raises:
        FileRefused: LibreOffice is not installed, fails, or takes longer than 24 seconds.
    """
    program = _program()
    if program is None:
        raise FileRefused(
            f"«{path}»: chưa cài LibreOffice để chuyển định dạng; "
            f"hãy cài LibreOffice (apt-get install libreoffice-writer-nogui) hoặc {_REMEDY}."
        )
    folder = workspace / "libreoffice"
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / f"in{path.suffix.lower() if path.suffix.lower() in ('.doc', '.rtf') else '.doc'}"
    _prepare(folder / "profile")
    shutil.copyfile(path, source)  # under a plain name, and nothing of the original is locked or changed
    _run(path, _command(program, source, folder), folder)
    made = folder / "out" / "in.docx"
    if not made.is_file():
        raise FileRefused(f"«{path}»: LibreOffice không chuyển được tệp; {_REMEDY}.", FileState.DAMAGED)
    return made


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


def _command(program: str, source: Path, folder: Path) -> list[str]:
    profile = (folder / "profile").resolve().as_uri()
    quiet = [
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        "--nofirststartwizard",
    ]
    target = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)]
    return [program, f"-env:UserInstallation={profile}", *quiet, *target]


def _prepare(profile: Path) -> None:
    """Write the settings of a new profile."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, properties in _SETTINGS.items()
        for name, value in properties.items()
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _run(path: Path, command: list[str], folder: Path) -> None:
    none = subprocess.DEVNULL
    home = {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")
    environment = {**os.environ, **home, **proxies}
    try:
        with started(command, stdin=none, stdout=none, stderr=none, cwd=folder, env=environment) as tied:
            tied.process.wait(_LIMIT)
    except subprocess.TimeoutExpired as error:
        raise FileRefused(
            f"«{path}»: LibreOffice chuyển quá {_LIMIT:.0f} giây; {_REMEDY}.", FileState.TOO_SLOW
        ) from error
    except OSError as error:
        raise FileRefused(f"«{path}»: không khởi động được LibreOffice ({cause(error)}); {_REMEDY}.") from error
