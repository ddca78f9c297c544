"""Fill in workbooks as a person does in LibreOffice set to French.

Standard input is a list of jobs: {"template": path, "answers": [{"sheet", "cell",
"text"}], "out": path}. Every text is typed into its cell, so that LibreOffice makes of it
what it makes of what is typed, and the workbook is saved under out, in the format that its
name says.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {".ods": "calc8", ".xlsx": "Calc MS Excel 2007 XML"}

FRENCH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>
"""


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def connect(pipe, deadline):
    """Return the desktop of the office that listens on a pipe, once it does."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def fill(desktop, job):
    url = pathlib.Path(job["template"]).resolve().as_uri()
    document = desktop.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True),))
    try:
        for answer in job["answers"]:
            cell = document.Sheets.getByName(answer["sheet"]).getCellRangeByName(answer["cell"])
            if "\n" in answer["text"]:
                cell.setString(answer["text"])  # what Ctrl + Enter does
            else:
                cell.FormulaLocal = answer["text"]
        out = pathlib.Path(job["out"]).resolve()
        document.storeToURL(out.as_uri(), (prop("FilterName", FILTERS[out.suffix]),))
    finally:
        document.close(True)


def main():
    jobs = json.load(sys.stdin)
    profile = pathlib.Path(tempfile.mkdtemp())
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(FRENCH, encoding="utf-8")
    pipe = "canevas-" + profile.name
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        desktop = connect(pipe, time.monotonic() + 90)
        for job in jobs:
            fill(desktop, job)
        desktop.terminate()
        office.wait(30)
    finally:
        office.kill()
        office.wait()
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    main()
