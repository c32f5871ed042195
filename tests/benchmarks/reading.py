"""How fast data is read, beside what Debian's Python does: rows of a CSV, texts tokenized, images decoded into the cache.

    ninja -C build benchmark-reading
    /usr/bin/python3 tests/benchmarks/reading.py build/bin/benchmark-reading [--rows N] [--texts N] [--images FOLDER] [--rounds N]

Prints a table: median and quartiles over rounds in which all take turns. Peers that are not installed are left out:
python3-pandas, python3-pil, python3-sentencepiece. Without --images pictures are made, which needs python3-pil.
"""
import argparse
import csv
import importlib.util
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

SIDE = 64
WORDS = ("the a of and to in it was that his he with as had at for on but not they which you all this were from so one "
         "be have said no who when would them more been will what there if out up into their do some could her me time").split()


def installed(module):
    return importlib.util.find_spec(module) is not None


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def text(draw):
    return " ".join(draw.choice(WORDS) + draw.choice(("", "", "s", "ing", "ed")) for _ in range(draw.randint(5, 40)))


def make_csv(file, rows):
    draw = random.Random(1)
    with open(file, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "text", "x", "y", "city", "label"])
        for i in range(rows):
            writer.writerow([i, text(draw) + (', "so"\nsaid' if i % 10 == 0 else ""), draw.gauss(0, 1), draw.gauss(5, 2),
                             draw.choice(("Bonn", "Köln", "Ulm")), draw.randint(0, 9)])


def make_images(folder, count):
    from PIL import Image
    draw = random.Random(2)
    for i in range(count):
        place = pathlib.Path(folder) / f"class{i % 4}"
        place.mkdir(parents=True, exist_ok=True)
        small = Image.new("RGB", (16, 12))
        small.putdata([tuple(draw.randrange(256) for _ in range(3)) for _ in range(16 * 12)])
        small.resize((320, 240)).save(place / f"{i}.jpg", quality=90)


def pil_images(folder, target):
    """Decoded, short side resized, cropped at the centre, written: what the cache does."""
    from PIL import Image
    with open(target, "wb") as out:
        for file in sorted(pathlib.Path(folder).rglob("*.*")):
            image = Image.open(file).convert("RGB")
            scale = SIDE / min(image.size)
            width, height = (max(SIDE, int(side * scale)) for side in image.size)
            image = image.resize((width, height), Image.Resampling.BILINEAR)
            left, top = (width - SIDE) // 2, (height - SIDE) // 2
            out.write(image.crop((left, top, left + SIDE, top + SIDE)).tobytes())


class Table:
    def __init__(self, rounds):
        self.rounds = rounds
        self.lines = ["| WHAT | HOW | A SECOND | QUARTILES |", "| --- | --- | ---: | --- |"]

    def add(self, what, count, ways):
        times = {name: [] for name in ways}
        for _ in range(self.rounds):
            for name, work in ways.items():
                times[name].append(work())
        for name, seconds in times.items():
            low, middle, high = statistics.quantiles(seconds, n=4) if len(seconds) > 1 else seconds * 3
            self.lines.append(f"| {what} | {name} | {count / middle:,.0f} | {count / high:,.0f}–{count / low:,.0f} |")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--rows", type=int, default=200000)
    arguments.add_argument("--texts", type=int, default=50000)
    arguments.add_argument("--images", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    table = Table(given.rounds)

    def ours(*words):
        done = subprocess.run([given.program, *map(str, words)], check=True, stdout=subprocess.PIPE, text=True)
        return float(done.stdout)

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        make_csv(folder / "rows.csv", given.rows)
        ways = {"evograd": lambda: ours("rows", folder / "rows.csv")}
        if installed("pandas"):
            import pandas
            ways["pandas.read_csv, strings"] = lambda: timed(lambda: pandas.read_csv(folder / "rows.csv", dtype=str))
            ways["pandas.read_csv"] = lambda: timed(lambda: pandas.read_csv(folder / "rows.csv"))

        def read_csv():
            with open(folder / "rows.csv", newline="", encoding="utf-8") as stream:
                list(csv.reader(stream))
        ways["csv.reader"] = lambda: timed(read_csv)
        table.add("rows of CSV", given.rows, ways)

        draw = random.Random(3)
        texts = [text(draw) for _ in range(given.texts)]
        (folder / "texts").write_text("\n".join(texts) + "\n", encoding="utf-8")
        subprocess.run(["spm_train", f"--input={folder}/texts", f"--model_prefix={folder}/model", "--vocab_size=400",
                        "--hard_vocab_limit=false", "--minloglevel=2"], check=True, stderr=subprocess.DEVNULL)
        ways = {"evograd, 1 thread": lambda: ours("texts", folder / "texts", folder / "model.model", 1),
                "evograd, 2 threads": lambda: ours("texts", folder / "texts", folder / "model.model", 2)}
        if installed("sentencepiece"):
            import sentencepiece
            model = sentencepiece.SentencePieceProcessor()
            model.Load(str(folder / "model.model"))
            ways["sentencepiece, one by one"] = lambda: timed(lambda: [model.EncodeAsIds(one) for one in texts])
        table.add("texts tokenized", given.texts, ways)

        images = given.images
        if images is None and installed("PIL"):
            images = folder / "images"
            make_images(images, 2000)
        if images is not None:
            count = sum(1 for file in images.rglob("*.*") if file.suffix.lower() in (".jpg", ".jpeg", ".png"))
            ways = {"evograd, 1 thread": lambda: ours("images", images, SIDE, 1, folder / "cache"),
                    "evograd, 2 threads": lambda: ours("images", images, SIDE, 2, folder / "cache")}
            if installed("PIL"):
                ways["PIL"] = lambda: timed(lambda: pil_images(images, folder / "pil"))
            table.add("images decoded", count, ways)
    print("\n".join(table.lines))


if __name__ == "__main__":
    sys.exit(main())
