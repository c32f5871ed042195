"""How a seed holds several files: the fuzzers' input.hpp parts them again."""

BORDER = b"\n=====\n"


def parts(*texts):
    return BORDER.join(text.encode() if isinstance(text, str) else text for text in texts)
