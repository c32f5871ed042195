#!/usr/bin/env python3
"""Fails where an #include points against the structure of the sources.

    scripts/check_includes.py              # of the tracked sources
    scripts/check_includes.py --self-test  # of made-up ones: every rule must find what breaks it

The rules: the folders of framework/ include one another without a cycle; nothing in sdk/ or plugins/ includes
framework/; neither sdk/ nor framework/ includes plugins/.
"""
import argparse
import pathlib
import posixpath
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTS = ("framework", "sdk", "plugins")
SEARCHED = ("", "sdk/include", "sdk/source", "plugins")  # after the folder of the including file
FORBIDDEN = {("sdk", "framework"), ("sdk", "plugins"), ("plugins", "framework"), ("framework", "plugins")}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)


def tracked_sources():
    """{path: text} of the tracked C++ sources."""
    listed = subprocess.run(["git", "ls-files", "-z", *(f"{part}/*.{end}" for part in PARTS for end in ("cpp", "hpp"))],
                            cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [path for path in listed.split("\0") if path and (ROOT / path).exists()]
    return {path: (ROOT / path).read_text() for path in paths}


def part_of(path):
    return path.split("/", 1)[0]


def included(path, name, sources):
    """The path of the source that `name` means in `path`; None where it is of none of the parts."""
    for folder in (posixpath.dirname(path), *SEARCHED):
        found = posixpath.normpath(posixpath.join(folder, name))
        if found in sources:
            return found
    return name if part_of(name) in PARTS else None  # also a file that does not exist


def includes(sources):
    """Each (including path, included path)."""
    for path, text in sorted(sources.items()):
        for name in INCLUDE.findall(text):
            target = included(path, name, sources)
            if target:
                yield path, target


def reachable(start, arrows):
    seen, open_folders = set(), [start]
    while open_folders:
        for target in arrows.get(open_folders.pop(), {}):
            if target not in seen:
                seen.add(target)
                open_folders.append(target)
    return seen


def cycles(arrows):
    """The sets of folders of which each reaches each."""
    reached = {folder: reachable(folder, arrows) for folder in arrows}
    groups = {frozenset(other for other in reached[folder] if folder in reached.get(other, ()))
              for folder in arrows if folder in reached[folder]}
    return sorted(sorted(group) for group in groups)


def faults(sources):
    """What is wrong, each as text."""
    found, arrows = [], {}  # arrows: {folder: {folder: [(path, path)]}} of framework/
    for path, target in includes(sources):
        if (part_of(path), part_of(target)) in FORBIDDEN:
            found.append(f"{part_of(path)}/ must not include {part_of(target)}/:\n    {path} includes {target}")
        folder, other = posixpath.dirname(path), posixpath.dirname(target)
        if part_of(path) == part_of(target) == "framework" and folder != other:
            arrows.setdefault(folder, {}).setdefault(other, []).append((path, target))
    for group in cycles(arrows):
        lines = ["these folders include one another in a cycle: " + ", ".join(group)]
        for folder in group:
            for other in sorted(set(arrows[folder]) & set(group)):
                lines += [f"  {folder} -> {other}"]
                lines += [f"    {path} includes {target}" for path, target in arrows[folder][other]]
        found.append("\n".join(lines))
    return found


def self_test():
    """Exits with a message where a rule misses what breaks it, or faults what is sound."""
    sound = {"framework/run/run.cpp": '#include "framework/files/json.hpp"\n#include "evograd/task.hpp"\n',
             "framework/files/json.hpp": "#include <string>\n",
             "framework/files/json.cpp": '#include "framework/files/json.hpp"\n',
             "sdk/include/evograd/task.hpp": '#include "evograd/options.hpp"\n',
             "sdk/include/evograd/options.hpp": "", "plugins/networks/site.hpp": "",
             "plugins/tasks/lft/task.cpp": '#include "networks/site.hpp"\n#include "options.hpp"\n',
             "plugins/tasks/lft/options.hpp": "#include <evograd/task.hpp>\n"}
    broken = {
        "framework/files -> framework/run": {"framework/files/json.hpp": '#include "framework/run/run.hpp"\n'},
        "a cycle: framework/a, framework/b, framework/b/c": {
            "framework/a/a.hpp": '#include "framework/b/b.hpp"\n',
            "framework/b/b.hpp": '#include "framework/b/c/c.hpp"\n', "framework/b/c/c.hpp": '#include "../../a/a.hpp"\n'},
        "sdk/ must not include framework/": {"sdk/source/a.cpp": '#include "framework/files/json.hpp"\n'},
        "sdk/ must not include plugins/": {"sdk/source/a.cpp": '#include "networks/site.hpp"\n'},
        "plugins/ must not include framework/": {"plugins/data/a.cpp": "#include <framework/gone/gone.hpp>\n"},
        "framework/ must not include plugins/": {"framework/run/run.hpp": '  # include "networks/site.hpp"\n'}}
    if faults(sound):
        sys.exit("check_includes: faults sound sources:\n" + "\n".join(faults(sound)))
    for message, change in broken.items():
        found = "\n".join(faults({**sound, **change}))
        if message not in found or not all(f"{path} includes " in found for path in change):
            sys.exit(f"check_includes: misses '{message}'; found: {found or 'nothing'}")
    print(f"check_includes: {len(broken)} broken trees are found, the sound one is not")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true")
    if parser.parse_args().self_test:
        return self_test()
    sources = tracked_sources()
    missing = [part for part in PARTS if part not in map(part_of, sources)]
    if missing:
        sys.exit("check_includes: no tracked sources in " + ", ".join(missing))
    found = faults(sources)
    if found:
        sys.exit("check_includes: " + "\ncheck_includes: ".join(found))
    return print(f"check_includes: {len(sources)} sources, no cycle between folders, no arrow that is forbidden")


if __name__ == "__main__":
    main()
