"""What the parser of arguments says in English, said in Chinese; a message it never had before stays as it is."""

import re

SAID = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"没有这样的写法：\1"),
    (r"expected (?:one|at least one|\d+) arguments?", "后面要写内容"),
    (r"expected at most one argument", "后面只能写一项"),
    (r"ignored explicit argument '(.*)'", r"后面不能写内容（写了“\1”）"),
    (r"not allowed with argument (.+)", r"不能与 \1 同时用"),
    (r"invalid choice: '(.*)' \(choose from (.+)\)", r"没有“\1”，可用：\2"),
    (r"invalid \w+ value: '(.*)'", r"“\1”看不懂"),
)
OF_ONE = re.compile(r"argument (\S+): (.+)", re.DOTALL)


def in_chinese(message: str) -> str:
    """Return a message of argparse in Chinese, with the argument it is about in front."""
    told = OF_ONE.fullmatch(message)
    about, rest = (f"{told[1]} ", told[2]) if told else ("", message)
    for pattern, said in SAID:
        if found := re.fullmatch(pattern, rest, re.DOTALL):
            return about + found.expand(said).replace("'", "") + "。"
    return about + rest
