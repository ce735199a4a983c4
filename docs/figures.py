#!/usr/bin/env python3
"""Counts the source code: `python3 docs/figures.py [FOLDER ...]`, by default `src` and `crates`.

Tests are left out: files in `tests`, `benches`, `examples` and `fuzz`, files called `tests.rs`, and everything
from the first `#[cfg(test)] mod name {` of a file on. A code line is neither blank nor a comment alone.
"""

import pathlib
import re
import statistics
import sys
from collections import Counter, defaultdict

SKIPPED = {"tests", "benches", "examples", "fuzz", "target"}
TEST_MODULE = re.compile(r"#\[cfg\(test\)\](?:\s*#\[[^\]]*\])*\s*mod \w+ \{")
# Comments, strings, raw strings and characters; lifetimes are not characters.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|b?r(?P<hash>\#*)".*?"(?P=hash)|b?"(?:\\.|[^"\\])*"|b?'(?:\\[^\n]*?|[^\\'\n])'""", re.S
)
QUESTION = re.compile(r"\s*//[/!] (What|Whether|Where|How|Who|Whose|When|Why|Which)\b")
TYPE = re.compile(r"^(?:pub(?:\([^)]*\))? )?(?:struct|enum|union|trait|type) (\w+)", re.M)
FUNCTION = re.compile(r"^[^\S\n]*(?:[\w()]+ )*fn \w+", re.M)


def without_tests(text):
    return TEST_MODULE.split(text)[0]


def blanked(text, keep_strings=False):
    """The text with spaces in place of comments, and of strings, so that every brace left is a brace."""

    def spaces(match):
        token = match.group()
        is_comment = token.startswith(("//", "/*"))
        return token if keep_strings and not is_comment else re.sub(r"[^\n]", " ", token)

    return TOKEN.sub(spaces, text)


def code_lines(text):
    return sum(1 for line in text.splitlines() if line.strip())


def end_of_body(text, start):
    """Offset after the body of the function at `start`, or `None` if it has none, as in a trait."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if text[at] == ";" and depth == 0:
            return None
        if text[at] == "}" and depth == 0:
            return at + 1
    return None


def functions(text):
    """Code lines of each function, from its `fn` to its last brace."""
    braces, code = blanked(text), blanked(text, keep_strings=True)
    for match in FUNCTION.finditer(braces):
        end = end_of_body(braces, match.end())
        if end:
            yield code_lines(code[match.start() : end])


def doc_comments(text):
    """First line of each doc comment."""
    previous = ""
    for line in text.splitlines():
        if re.match(r"\s*//[/!]", line) and not re.match(r"\s*//[/!]", previous):
            yield line
        previous = line


def part(path):
    """The crate of a file below `crates`, else its first two folders."""
    parts = path.parts
    return "/".join(parts[: 3 if parts[0] == "crates" else 2]).removesuffix(".rs")


def source_files(roots):
    for root in roots:
        for path in sorted(pathlib.Path(root).rglob("*.rs")):
            if path.name != "tests.rs" and not SKIPPED.intersection(path.parts):
                yield path, without_tests(path.read_text())


def crate(path):
    return path.parts[1] if path.parts[0] == "crates" else path.parts[0]


def main():
    roots = sys.argv[1:] or [root for root in ("src", "crates") if pathlib.Path(root).is_dir()]
    parts, lengths, bodies, types = Counter(), [], [], defaultdict(Counter)
    comments = docs = questions = 0
    for path, text in source_files(roots):
        lines = code_lines(blanked(text, keep_strings=True))
        parts[part(path)] += lines
        lengths.append(lines)
        bodies.extend(functions(text))
        comments += len(re.findall(r"^\s*//(?![/!])", text, re.M))
        types[crate(path)].update(TYPE.findall(blanked(text)))
        for line in doc_comments(text):
            docs += 1
            questions += bool(QUESTION.match(line))
    total = sum(lengths)
    ninth = statistics.quantiles(bodies, n=10)[-1]
    shared = sum(sum(1 for count in names.values() if count > 1) for names in types.values())
    print(f"code lines: {total}")
    print(f"files: {len(lengths)}, code lines p50 {statistics.median(lengths):.0f}, max {max(lengths)}")
    print(
        f"functions: {len(bodies)}, code lines p50 {statistics.median(bodies):.0f}, p90 {ninth:.0f}, max {max(bodies)}"
    )
    print(f"`//` comments per line of code: {comments / total:.3f}")
    print(f"type names that serve two or more types of a crate: {shared}")
    print(f"doc comments that begin with a question word: {questions} of {docs}")
    for name, lines in parts.most_common():
        print(f"{lines:7} {name}")


main()
