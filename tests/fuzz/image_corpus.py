"""The seeds of the fuzzers that read data sets of images; make_corpus.py writes them."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib

from seed_parts import parts


def idx(magic, shape, body):
    return struct.pack(">" + "I" * (1 + len(shape)), magic, *shape) + body


def idx_files():
    images = idx(2051, (2, 3, 4), bytes(range(24)))
    labels = idx(2049, (5,), b"\0\1\2\3\4")
    return {
        "images": b"\0" + images,
        "labels": b"\1" + labels,
        "packed-here": b"\2" + images,
        "packed": b"\0" + gzip.compress(images, mtime=0),
        "packed-cut-off": b"\1" + gzip.compress(labels, mtime=0)[:-4],
        "swapped": b"\1" + images,
        "too-long": b"\0" + images + b"\0",
        "huge": b"\0" + idx(2051, (2**32 - 1,) * 3, b"abc"),
        "none": b"\1" + idx(2049, (0,), b""),
    }


def cifar_files():
    pixels = bytes(i % 251 for i in range(3072))
    return {
        "ten": b"\0" + b"\3" + pixels + b"\7" + pixels,
        "fine": b"\1" + b"\3\5" + pixels,
        "label": b"\0" + b"\x0a" + pixels,
        "short": b"\0" + b"\3" + pixels[:-1],
        "empty": b"\0",
        "folder": bytes([128]) + parts("cat\ndog\n\n", b"\1" + pixels),
        "coarse-folder": bytes([130]) + parts("", b"\1\0" + pixels),
    }


def image_lists():
    good = json.dumps({"label_names": ["ape", "bear"], "image_names": ["a.png", "b.png", "c.png"],
                       "image_labels": [0, 1, 0]})
    return {
        "one": b"\0" + parts(good),
        "three": b"\0" + parts(good, '{"image_names": ["a.png"], "image_labels": [7]}',
                               '{"label_names": [null, 3], "image_names": ["a.png"], "image_labels": [1]}'),
        "lengths": b"\0" + parts('{"image_names": ["a.png"], "image_labels": []}'),
        "absent": b"\0" + parts('{"image_names": ["x.png"], "image_labels": [0]}'),
        "no-number": b"\0" + parts('{"image_names": ["a.png"], "image_labels": ["0"]}'),
        "large-number": b"\0" + parts('{"image_names": ["a.png"], "image_labels": [18446744073709551615]}'),
        "twice": b"\0" + parts(good, good),
        "broken": b"\0" + parts('{"image_names": [}'),
        "deep": b"\0" + parts('{"image_names": [' + "[" * 9000 + "]" * 9000 + '], "image_labels": [0]}'),
        "classes": b"\1" + parts("ape\r\n\n", "", "bear", ""),
        "class-twice": b"\1" + parts("ape\nape\n", "", "", ""),
        "both-names": b"\1" + parts("ape", "bear", "", ""),
        "alphabets": b"\2" + parts("", "Greek/a/0.png\nGreek/b/0.png\nLatin/a/0.png\nREADME.md"),
        "split-folders": b"\2" + parts("", "train/a/0.png\nval/b/0.png\ntest/c/0.png\ntest/b/1.jpg"),
        "nested": b"\2" + parts("", "a/0.png\na/more/1.png\nb/2.png"),
        "same-ending": b"\2" + parts("", "n1/images/0.png\nn2/images/0.png"),
        "table": b"\2" + parts("filename,label\n0.png,a\n1,b\n", "train.csv\nimages/0.png\nimages/1.png"),
        "table-of-parts": b"\2" + parts("path;class;split\r\n\"x\\0.png\";a;train\r\n1.png;b;dev\r\n", "meta.csv\nx/0.png\nx/1.png"),
        "table-without-header": b"\2" + parts("0.png,a\n", "val.csv\n0.png"),
        "table-of-something-else": b"\2" + parts("id,price\n1,2\n", "a/0.png\nb/1.png\nprices.csv"),
        "listed-deeper": b"\2" + parts("b\n", "base_classes.txt\na/b/0.png\na/b/c/1.png\nd/2.png"),
        "absent-class": b"\1" + parts("\ufeffcat\n", "", "", "bear\n"),
    }


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width, height, depth, colour, bits, interlaced=0, extra=b""):
    """A PNG whose pixels have so many bits."""
    rows = b"".join(b"\0" + bytes((x * 37 + y) % 256 for x in range((width * bits + 7) // 8)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)) +
            extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def jpeg(components, frame=0xC0, size=8, adobe=None):
    """A JPEG of one colour: each block is the code 0 for no change of the mean and the code 0 for the end."""
    def segment(marker, body):
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
    table = bytes([1] + [0] * 15 + [0])
    file = b"\xff\xd8"
    if adobe is not None:
        file += segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, adobe))
    file += segment(0xDB, b"\0" + bytes([8] * 64))
    file += segment(frame, struct.pack(">BHHB", 8, size, size, components) +
                    b"".join(bytes([i + 1, 0x11, 0]) for i in range(components)))
    file += segment(0xC4, b"\x00" + table + b"\x10" + table)
    scan = bytes([components]) + b"".join(bytes([i + 1, 0]) for i in range(components))
    progressive = frame == 0xC2  # here the means alone
    bits = (1 if progressive else 2) * components * ((size + 7) // 8) ** 2
    body = b"\0" * (bits // 8) + bytes([0xFF >> bits % 8])
    return file + segment(0xDA, scan + (b"\0\0\0" if progressive else b"\0\x3f\0")) + body + b"\xff\xd9"


def image_files():
    palette = chunk(b"PLTE", bytes(range(12)))
    return {
        "grey": png(5, 4, 8, 0, 8),
        "bits": png(5, 4, 1, 0, 1),
        "colour": png(5, 4, 8, 2, 24),
        "deep": png(3, 2, 16, 6, 64),
        "alpha": png(3, 2, 8, 4, 16),
        "palette": png(6, 2, 2, 3, 2, extra=palette + chunk(b"tRNS", b"\0\x80")),
        "interlaced": png(1, 1, 8, 0, 8, interlaced=1),
        "transparent": png(3, 2, 8, 2, 24, extra=chunk(b"tRNS", b"\0\1\0\2\0\3")),
        "cut-off": png(5, 4, 8, 0, 8)[:-14],
        "jpeg-grey": jpeg(1),
        "jpeg-colour": jpeg(3, size=17),
        "jpeg-four": jpeg(4, adobe=0),
        "jpeg-inverted": jpeg(4, adobe=2),
        "jpeg-progressive": jpeg(1, frame=0xC2, size=16),
        "jpeg-two": jpeg(2),
        "gif": b"GIF89a",
        "page": b"<html>",
    }


def image_archives():
    def tar(mode, names):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode=mode, format=tarfile.USTAR_FORMAT) as archive:
            for name in names:
                entry = tarfile.TarInfo(name)
                entry.size = 3
                archive.addfile(entry, io.BytesIO(b"abc"))
        return file.getvalue()[:6144]  # the rest is zeros
    def zipped(method):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr(zipfile.ZipInfo("ape/1.png"), b"a" * 20, method)
            archive.writestr(zipfile.ZipInfo("bear/../../1.png"), b"b")
        return file.getvalue()
    names = ["d/ape/1.png", "d/.hidden", "/d/bear/2.jpg", "../x"]
    return {
        "tar": tar("w", names),
        "tar-gz": tar("w:gz", names),
        "tar-xz": tar("w:xz", names[:1]),
        "tar-bz2": tar("w:bz2", names[:1]),
        "zip": zipped(zipfile.ZIP_STORED),
        "zip-deflated": zipped(zipfile.ZIP_DEFLATED),
        "cut-off": tar("w", names)[:700],
    }


def image_caches():
    def number(*values):
        return struct.pack("<" + "q" * len(values), *values)
    def text(value):
        return number(len(value)) + value
    index = (number(1) + text(b"a note") + number(0) + number(1) + text(b"ape") + number(2, 0, 3, 2, 2, 12, 1, 2, 2) +
             number(0) + number(0))
    pixels = bytes(range(16))
    return {
        "whole": bytes([16]) + pixels + index,
        "outside": bytes([15]) + pixels[:15] + index,
        "cut-off": bytes([16]) + pixels + index[:-8],
        "empty": bytes([1]) + b"x" + number(0, 0, 0, 0, 0),
        "bare-header": b"\0EVOIMG01" + number(7, 0, 0, 0),
    }
