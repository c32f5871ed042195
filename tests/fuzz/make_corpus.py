#!/usr/bin/env python3
"""Writes the fuzzers' seeds: make_corpus.py FOLDER. Small files, valid or nearly so, in FOLDER/TARGET.

With the standard library alone and by the formats' descriptions, so that nothing foreign lies in the repository. What the
first bytes of a seed mean, and where a line ===== parts it, the fuzzer of that name says.
"""

import hashlib
import json
import pathlib
import struct
import sys

from image_corpus import cifar_files, idx_files, image_archives, image_caches, image_files, image_lists
from seed_parts import parts

# Manifests

TOYS = '[task]\nuse = "line"\n[backbone]\nuse = "widen"\n[estimator]\nuse = "noise"\n'
ALL_OPTIONS = ('on = true\ncount = 3\nrate = 0.25\nword = "large"\nsizes = [1, 2, 3]\nrates = [0.5, 1, 1e-3]\n'
               'names = ["a", "b"]\n')


def manifests():
    full = ('name = "run"\nseed = 7\nfolder = "data"\n[task]\nuse = "toy/line"\n' + ALL_OPTIONS +
            '[backbone]\nuse = "widen"\n[estimator]\nuse = "noise"\non = true\n'
            '[optimizer.base]\nuse = "sgd"\nlr = 0.03\nmomentum = 0.9\nschedule = "steps"\nmilestones = [10, 20]\n'
            '[optimizer.meta]\nuse = "adam"\nlr = 1e-3\n[run]\nsteps = 30\norder = "base-first"\n'
            '[pretrain]\nsteps = 5\n[probe]\nevery = 10\n[checkpoint]\nevery = 10\n[[plugin]]\nname = "toy"\n')
    return {
        "least": TOYS,
        "full": full,
        "extends": parts('extends = "parent.toml"\n[estimator]\nrate = 0.75\n', TOYS),
        "circle": parts('extends = "parent.toml"\n', 'extends = "m.toml"\n'),
        "settings": parts(TOYS, "", "seed=3\nestimator.rate=0.5\ntask.word=large\nrun.steps=1_000\nname='a b'\n"
                                    "estimator.names=[\"a\"]"),
        "bad-settings": parts(TOYS, "", "seed\n=3\na.b.c.d=1\ntask=1\ntask.use.x=1\nestimator.rate=x y"),
        "other-types": TOYS + 'count = "x"\nrate = 1979-05-27\nsizes = [1, "a"]\nnames = [[1], [2]]\nword = "lage"\n',
        "off": TOYS + "on = false\n",
        "inline": 'task = {use = "line"}\nbackbone = {use = "widen", count = 2}\nestimator.use = "noise"\n',
        "unquoted": "[task]\nuse = line  # the toy\nnesterov = True\n",
        "twice": "seed = 1\nseed = 2\n",
        "texts": TOYS + 'names = ["\\u00e9\\t", \'raw\', """\nlong""", "é"]\n',
        "numbers": TOYS + "rates = [9223372036854775807, 0.5, inf, nan, -0.0]\ncount = 0x7f\nrate = 1e400\n",
        "plugins": TOYS + '[[plugin]]\npath = "toy.so"\nsha256 = "' + "0" * 64 + '"\n[[plugin]]\nname = "x"\n',
        "lists-of-tables": TOYS + "[[run]]\nsteps = 1\n[[optimizer.base]]\nlr = 1\n",
        "device": parts('extends = "/dev/zero"\n'),
        "deep-key": ".".join("a" * 20) + " = 1\n",
        "deep": "x = " + "[" * 200 + "]" * 200 + "\n" + "[" + ".".join("a" * 15) + "]\nb = 1\n",
    }


# Plugins' stamps

STAMP = (b"EVOGRAD-STAMP/1 sdk=0.2.0 torch=1.13.1 stdlib=libstdc++/cxx11 compiler=gcc-12 cxx=202002L build=release "
         b"san=none plugin=evograd@0.1.0;")


def elf(segments, body):
    """A 64-bit ELF library of so many segments, whose last one is `body`."""
    header = struct.pack("<4s12sHHIQQQIHHHHHH", b"\x7fELF", b"\2\1\1", 3, 62, 1, 0, 64, 0, 0, 64, 56, segments, 64, 0, 0)
    table = b"".join(struct.pack("<IIQQQQQQ", 1, 4, 64 + 56 * segments, 0, 0, len(body), len(body), 4096)
                     for _ in range(segments))
    return header + table + body


def elf_with_tables(body):
    """A 64-bit ELF library of one segment, `body`, and three sections: dynamic symbols, their names, dynamic entries."""
    names = b"\0evograd_stamp\0"
    symbols = bytes(24) + struct.pack("<IBBHQQ", 1, 0x11, 0, 1, 0, len(body))
    entries = struct.pack("<QQ", 0x6FFFFFFB, 8) + bytes(16)
    start = 64 + 56 + len(body)
    parts = [(11, symbols, 2, 24), (3, names, 0, 0), (6, entries, 2, 16)]
    table, contents = bytes(64), b""
    for kind, content, link, entry in parts:
        table += struct.pack("<IIQQQQIIQQ", 0, kind, 2, 0, start + len(contents), len(content), link, 1, 8, entry)
        contents += content
    header = struct.pack("<4s12sHHIQQQIHHHHHH", b"\x7fELF", b"\2\1\1", 3, 62, 1, 0, 64, start + len(contents), 0, 64, 56,
                         1, 64, 4, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 4, 64 + 56, 0, 0, len(body), len(body), 4096)
    return header + segment + body + contents + table


def stamps():
    return {
        "alone": STAMP,
        "tables": elf_with_tables(STAMP),
        "library": elf(1, b"\0" + STAMP + b"\0"),
        "cut-off": elf(2, STAMP)[:-20],
        "two": elf(1, STAMP + b"\0" + STAMP.replace(b"0.1.0;", b"0.2.0;")),
        "no-version": elf(1, STAMP.replace(b"sdk=0.2.0", b"sdk=0.1")),
        "no-field": elf(1, STAMP.replace(b"torch=1.13.1 ", b"")),
        "no-end": STAMP[:-1],
        "other-world": elf(1, STAMP.replace(b"san=none", b"san=address").replace(b"gcc", b"clang")),
    }


# Letters

def glyph_files():
    def number(value):
        return struct.pack("<Q", value)
    glyph = struct.pack("<I", 65) + number(5) + b"Latin" + struct.pack("<qq", 0, 2)
    picture = bytes(i % 200 for i in range(2 * 48 * 48))
    return {
        "one": b"\1" + number(1) + number(1) + glyph + number(len(picture)) + picture,
        "none": b"\1" + number(0),
        "no-letters": b"\1" + number(2) + 2 * (number(0) + number(0)),
        "outside": b"\1" + number(1) + number(1) + glyph + number(48 * 48) + picture[:48 * 48],
        "raw": b"\0evograd glyph masters 1\n" + number(7) + number(0),
    }


# Texts

def conll_files():
    usual = b"\4\4\0"  # the first and the last column, comments found, tags with B- and I-
    return {
        "tabs": b"\0" + usual + b"en:Paris\tB-LOC\nen:is\tO\n\nen:Ada\tI-PER\n",
        "blanks": b"\1" + usual + b"Paris NNP B-NP B-LOC\nis VBZ B-VP O\n\n-DOCSTART- -X- O O\n\nAda NNP I-NP I-PER\n",
        "no-word": b"\2" + usual + b"\tO\nzh:\tO\nAda\tB-PER\n",
        "one-column": b"\0" + usual + b"Paris\n",
        "no-tag": b"\0" + usual + b"Paris LOC\n",
        "latin1": b"\0" + usual + b"caf\xe9\tO\n",
        "marks": b"\0" + usual + "\ufeffKöln\tB-LOC\r\n\r\n".encode(),
        "bioes": b"\0" + usual + b"Ada B-PER\nKing E-PER\nin O\nParis S-LOC\nx M-LOC\ny L\n",
        "index": b"\0\6\7\0" + b"#\turl [1]\n1\tAda\tB-PER\tO\n2\tis\tO\tO\n",
        "counts": b"\0" + usual + b"1 O\n2 O\n3 O\n\n1 O\n2 O\n",
        "comments": b"\0\4\4\2" + b"# a\nAda B\n# O\n",
        "types": b"\0\4\4\x80" + b"Ada PER\nKing PER\nis O\nParis LOC\n",
    }


def record_files():
    return {
        "quoted": b'\0\0text,label\r\n"a ""b"",\nc" ,1\r\n\r\nd,\r\n',
        "numbers": b"\0\0a,b,c\n1,2.5,x\n,-3e5,y\nNA,+7,\n",
        "semicolons": b"\0\2a;b\n1,5;x\n2,25;y\n",
        "tabs": b'\1\0a\tb\n"x\ty"\tz\n"open\tz\n',
        "no-quotes": b'\0\x08a,b\n"x,y\n',
        "no-header": b"\0\x10x,1\ny,2\n",
        "uneven": b"\0\0a,b\n1\n",
        "json": b'\2\0{"text": "a\\nb", "label": 1}\n\n{"label": null, "more": [1, true]}\n',
        "json-array": b'\2\0[{"a": 1}]\n',
    }


def label_files():
    def npy(kind, shape, values):
        header = ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)).ljust(117) + "\n"
        return b"\0\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + values
    return {
        "npy-integers": npy("<i8", "(2,)", bytes(16)),
        "npy-floats": npy(">f4", "(2,)", bytes(8)),
        "npy-strings": npy("<U1", "(2,)", b"a\0\0\0b\0\0\0"),
        "npy-bytes": npy("|S2", "(2,)", b"ab\0\0"),
        "npy-objects": npy("|O", "(2,)", b"\x80\x04"),
        "npy-shape": npy("<i8", "(2, 3)", bytes(48)),
        "lines": b"\1" + b"3\n4\n",
        "paths": b"\1" + b"a 3\r\n./b\t4\n",
        "table": b"\2path,label\na,1.0\nb,2.0\n",
        "column": b"\2label\n1\n2\n",
        "json": b'\3{"path": "a", "label": 1}\n{"path": "b", "label": 2}\n',
    }


def conllu_files():
    def line(number, form, tag):
        return "\t".join([number, form, "_", tag, "_", "_", "0", "root", "_", "_"]) + "\n"
    usual = "\x0e"  # words in the second, tags in the fourth column
    good = "# text = a\n" + line("1-2", "du", "_") + line("1", "de", "ADP") + line("2", "le", "DET") + line("2.1", "x", "X")
    files = {
        "good": good + "\n" + line("1", "a b", "NOUN"),
        "order": line("2", "a", "NOUN"),
        "columns": "1\ta\tNOUN\n",
        "no-tag": line("1", "a", "_"),
        "no-form": line("1", "", "NOUN"),
        "only-comments": "# a\n\n# b\n",
        "withheld": "".join(line(str(i), "_", "NOUN") for i in range(1, 8)),
        "large-number": line("18446744073709551617", "a", "NOUN"),
    }
    return {name: usual + text for name, text in files.items()}


# Tensors

def tensors(metadata=None, **described):
    header = {"__metadata__": metadata} if metadata else {}
    position = 0
    for name, (kind, shape, size) in described.items():
        header[name.replace("__", ".")] = {"dtype": kind, "shape": shape, "data_offsets": [position, position + size]}
        position += size
    return json.dumps(header), bytes(i % 60 for i in range(position))


def safetensors_files():
    header, data = tensors({"format": "pt"}, weight=("F32", [2, 3], 24), half=("BF16", [4], 8), flags=("BOOL", [2], 2))
    def alone(kind, shape, size):
        return b"\1" + parts(*tensors(a=(kind, shape, size)))
    seeds = {
        "file": b"\0" + struct.pack("<Q", len(header)) + header.encode() + data,
        "parts": b"\1" + parts(header, data),
        "gap": b"\1" + parts(header.replace("[24, 32]", "[25, 32]"), data),
        "overlap": b"\1" + parts(header.replace("[24, 32]", "[16, 32]"), data),
        "cut-off": b"\1" + parts(header, data[:-1]),
        "no-tensors": b"\1" + parts("{}", b""),
        "long-header": b"\0" + struct.pack("<Q", 2**40) + b"{}",
        "deep": b"\1" + parts('{"a": ' + "[" * 40 + "]" * 40 + "}", b""),
        "empty-but-large": alone("F32", [0, 2**62, 4], 0),
        "scalar": alone("F64", [], 8),
        "unknown": alone("F7", [1], 1),
        "odd-metadata": b"\1" + parts('{"__metadata__": ["a", 1]}', b""),
    }
    for kind, size in [("F16", 2), ("I64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("U8", 1), ("U64", 8), ("F8_E4M3", 1)]:
        seeds[kind] = alone(kind, [2], 2 * size)
    return seeds


def bert_files():
    configuration = json.dumps({
        "model_type": "bert", "hidden_size": 2, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 4,
        "vocab_size": 3, "max_position_embeddings": 7, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
        "hidden_act": "gelu", "pad_token_id": 0, "position_embedding_type": "absolute"})
    names = ["bert.embeddings.word_embeddings.weight", "bert.embeddings.LayerNorm.gamma"]
    header, data = tensors(**{names[0].replace(".", "__"): ("F32", [3, 2], 24),
                              names[1].replace(".", "__"): ("F32", [2], 8),
                              "cls__bias": ("F16", [1], 2), "encoder__layer__3__x": ("F16", [1], 2)})
    index = json.dumps({"metadata": {}, "weight_map": {name: "a.safetensors" for name in names}})
    return {
        "index": b"\0" + parts(configuration, index, header, data),
        "file": b"\1" + parts(configuration, "", header, data),
        "roberta": b"\1" + parts(configuration.replace('"bert"', '"roberta"').replace('"pad_token_id": 0', '"pad_token_id": 1'),
                                 "", header.replace("bert.", "roberta."), data),
        "absent": b"\0" + parts(configuration, index.replace("a.safe", "b.safe"), header, data),
        "above": b"\0" + parts("{}", index.replace("a.safetensors", "../x"), header, data),
        "no-map": b"\0" + parts("[]", '{"weight_map": 3}', "{}", b""),
        "sizes": b"\1" + parts('{"hidden_size": -1, "layer_norm_eps": 2}', "", "{}", b""),
        "deep": b"\0" + parts("{}", '{"a": ' + "[" * 40, "{}", b""),
    }


def wordpiece_files():
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "##s", "##at", ".", "s", "日", "é"]
    vocabulary = "\n".join(pieces) + "\n"
    return {
        "lower": b"\0" + parts('{"do_lower_case": true}', "The cats\nsat. 日本\nÉ", vocabulary),
        "cased": b"\2" + parts("{}", "The cats", vocabulary + "Cat\n"),
        "guessed": b"\0" + parts("{}", "ΟΔΟΣ\ncat", vocabulary),
        "broken": b"\0" + parts("{", "a", vocabulary),
        "null": b"\0" + parts('{"do_lower_case": null}', "a" * 120, vocabulary.replace("\n", "\r\n")),
        "twice": b"\1" + parts("{}", "a", vocabulary + "cat\n"),
        "no-mask": b"\1" + parts("{}", "a", vocabulary.replace("[MASK]", "")),
        "latin1": b"\1" + parts("{}", b"\xe9", vocabulary.encode() + b"\xe9\n"),
    }


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    return varint(number << 3) + varint(value)


def character_map():
    """One rule, "A" becomes "a": the units of a double array, then the texts."""
    units = [0] * 256
    units[0x41] = 0x41 | 0x100 | 0x80 << 10
    units[0x41 ^ 0x80] = 0x80000000
    return struct.pack("<I", 4 * len(units)) + struct.pack("<256I", *units) + b"a\0"


def sentencepiece_files():
    def piece(text, score, kind=1):
        return field(1, field(1, text.encode()) + field(2, float(score)) + (field(3, kind) if kind != 1 else b""))
    first = piece("<unk>", 0, 2) + piece("<s>", 0, 3) + piece("</s>", 0, 3)
    words = piece("▁the", -2) + piece("▁", -3) + piece("c", -4) + piece("at", -4.5) + piece("t", -5)
    trainer = field(2, field(3, 1))
    rules = field(3, field(2, character_map()))
    all_bytes = b"".join(piece("<0x%02X>" % byte, 0, 6) for byte in range(256))
    def seed(way, word, model):
        return bytes([way, len(word)]) + word + model
    return {
        "as-is": seed(0, b"the cat", first + words + trainer),
        "xlm-roberta": seed(1, "thé cat".encode(), first + words + trainer + rules),
        "rules": seed(0, b"A cAt", first + words + rules),
        "bytes": seed(0, "日".encode(), first + words + all_bytes + field(2, field(35, 1))),
        "user-defined": seed(0, b"cat cat", first + words + piece("cat", 0, 4) + piece("unused", 0, 5)),
        "suffix": seed(0, b" the  cat ", first + words + field(2, field(24, 1)) + field(3, field(4, 0))),
        "named": seed(0, b"a", first + words + piece("<p>", 0, 3) + field(2, field(48, b"<p>") + field(46, b"<s>"))),
        "bpe": seed(0, b"a", first + field(2, field(3, 2))),
        "cut-off": seed(0, b"a", (first + words)[:-3]),
        "damaged-rules": seed(0, b"A", first + words + field(3, field(2, character_map()[:-3]))),
    }


# Files of the program itself

def checksums_of(header, data):
    names = {"F32": "Float", "F16": "Half", "I64": "Long"}
    found = {}
    for name, described in json.loads(header).items():
        begin, end = described["data_offsets"]
        shape = " ".join([names[described["dtype"]]] + [str(length) for length in described["shape"]])
        body = hashlib.sha256(data[begin:end]).hexdigest()
        found[name] = hashlib.sha256((shape + " " + body).encode()).hexdigest()
    return json.dumps(found)


def sealed_header(file_format, said, header, data, **others):
    """A safetensors header with the metadata of the program's own files."""
    checksums = checksums_of(header, data)
    texts = {"format": file_format, "state": said, "checksums": checksums,
             "seal": hashlib.sha256((said + checksums).encode()).hexdigest(), **others}
    return json.dumps({"__metadata__": texts, **json.loads(header)})


def as_file(header, data):
    return struct.pack("<Q", len(header)) + header.encode() + data


def backbone_files():
    state = json.dumps({"identity": "backbone = mlp\n"})
    header, data = tensors(weight=("F32", [2, 3], 24), bias=("F32", [3], 12))
    def sealed(state=state, header=header, data=data, file_format="evograd backbone 2", **others):
        return sealed_header(file_format, state, header, data, **others)
    other, other_data = tensors(weight=("I64", [2, 3], 48), bias=("F16", [3], 6))
    more, more_data = tensors(weight=("F32", [3, 2], 24), bias=("F32", [3], 12), more=("F32", [0, 7], 0))
    return {
        "file": b"\0" + as_file(sealed(), data),
        "sealed-here": b"\1" + parts(sealed(), data),
        "damaged": b"\0" + as_file(sealed(), data[:-1] + b"\xff"),
        "checkpoint": b"\1" + parts(sealed(file_format="evograd checkpoint 1"), data),
        "no-identity": b"\1" + parts(sealed(state="{}"), data),
        "other-types": b"\1" + parts(sealed(header=other, data=other_data), other_data),
        "other-shapes": b"\1" + parts(sealed(header=more, data=more_data), more_data),
    }


def checkpoint_files():
    state = json.dumps({"step": 3, "best": None, "manifest": {"seed": "1"}})
    header, data = tensors(theta__weight=("F32", [2], 8), running=("I64", [1], 8))
    def changed(**others):
        return sealed_header("evograd checkpoint 1", state, header, data, **others)
    whole = changed()
    return {
        "file": b"\0" + as_file(whole, data),
        "sealed-here": b"\1" + parts(whole, data),
        "damaged": b"\1" + parts(whole, data[:-1] + b"\xff"),
        "other-format": b"\1" + parts(changed(format="evograd checkpoint 2"), data),
        "no-state": b"\1" + parts(changed(state="[]"), data),
        "too-many": b"\1" + parts(changed(checksums="{}"), data),
        "odd-sums": b"\1" + parts(changed(checksums='{"theta.weight": 3, "running": [1]}'), data),
        "deep-state": b"\1" + parts(changed(state='{"a": ' + "[" * 3000 + "]" * 3000 + "}"), data),
        "written": b"\2" + parts(state, header, data),
        "odd-state": b"\2" + parts('{"a": [1e300, -0.0, "\\ud83d\\ude00"], "": {}}', "{}", b""),
    }


SEEDS = {"backbone_file": backbone_files, "bert": bert_files, "checkpoint": checkpoint_files, "cifar": cifar_files,
         "conll": conll_files, "conllu": conllu_files, "glyphs": glyph_files, "idx": idx_files,
         "image_archive": image_archives, "image_cache": image_caches, "image_file": image_files,
         "image_lists": image_lists, "label_file": label_files, "manifest": manifests, "records": record_files, "safetensors": safetensors_files,
         "sentencepiece": sentencepiece_files, "stamp": stamps, "wordpiece": wordpiece_files}


def main():
    for target, make in SEEDS.items():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, seed in make().items():
            (folder / name).write_bytes(seed.encode() if isinstance(seed, str) else seed)


if __name__ == "__main__":
    main()
