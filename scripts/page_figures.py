#!/usr/bin/env python3
"""Writes plots of a page that evograd wrote as pictures for a document: light, with a legend.

    scripts/page_figures.py PAGE FOLDER NAME=TITLE...

makes FOLDER/NAME.png of the plot titled TITLE. A FOLDER/NAME.svg of earlier versions is removed, and FOLDER.md refers
to the new file. Needs Chromium.
"""
import argparse
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Runs after the page has drawn itself; the pictures leave it as text.
SCRIPT = """<script>setTimeout(() => {
  document.documentElement.dataset.theme = "light";
  document.getElementById("theme-choice").dispatchEvent(new Event("change"));
  for (const [name, title] of Object.entries(WANTED)) {
    const frame = [...document.querySelectorAll(".chart")].find((each) => each.getAttribute("aria-label") === title);
    if (!frame) continue;
    const chart = Chart.getChart(frame.querySelector("canvas"));
    const silent = (item) => chart.data.datasets[item.datasetIndex].silent;
    const repeated = (item, all) => all.datasets.findIndex((each) => !each.silent && each.label === item.text);
    const filter = (item, all) => !silent(item) && repeated(item, all) === item.datasetIndex;
    const ground = { id: "ground", beforeDraw: ({ ctx, width, height }) => {
      ctx.fillStyle = "white";
      ctx.fillRect(0, 0, width, height);
    } };
    chart.config.plugins = [ground];
    const names = chart.options.scales.y.reverse;
    const labels = { filter, boxHeight: 2 };
    Object.assign(chart.options.plugins.legend, { display: !names, position: "bottom", labels });
    chart.options.devicePixelRatio = 2;
    chart.resize(720, names ? chart.height : 400);
    chart.update();
    const text = document.createElement("pre");
    text.textContent = `figure ${name} ${chart.toBase64Image().split(",")[1]} end`;
    document.body.append(text);
  }
}, 1000)</script>"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("figures", nargs="+", metavar="NAME=TITLE")
    chosen = parser.parse_args()
    wanted = dict(figure.split("=", 1) for figure in chosen.figures)
    chromium = shutil.which("chromium") or sys.exit("page_figures: chromium is missing; install the package chromium")
    with tempfile.TemporaryDirectory() as scratch:
        page = pathlib.Path(scratch, "page.html")
        page.write_text(chosen.page.read_text() + SCRIPT.replace("WANTED", json.dumps(wanted)))
        drawn = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={scratch}/profile",
             "--window-size=1280,900", "--virtual-time-budget=5000", "--dump-dom", page.as_uri()],
            check=True, capture_output=True, text=True).stdout
    pictures = dict(re.findall(r"<pre>figure (\S+) (\S+) end</pre>", drawn))
    missing = [f"'{title}'" for name, title in wanted.items() if name not in pictures]
    if missing:
        sys.exit(f"page_figures: {chosen.page} has no plot titled " + ", ".join(missing))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    document = chosen.folder.with_suffix(".md")
    for name, picture in pictures.items():
        (chosen.folder / f"{name}.png").write_bytes(base64.b64decode(picture))
        (chosen.folder / f"{name}.svg").unlink(missing_ok=True)
        if document.exists():
            reference = f"({chosen.folder.name}/{name}"
            document.write_text(document.read_text().replace(reference + ".svg)", reference + ".png)"))


if __name__ == "__main__":
    main()
