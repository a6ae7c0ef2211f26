#!/usr/bin/env python3
"""Generates the corpora of Benchmarks/compare: the same bytes on every machine.

usage: corpus.py DIRECTORY

tree/   12 000 files in 800 folders, 250 MB of source-like text, JSON and logs, 200 planted pairs
log.txt 500 MB of log lines with SHA-1s, base64 and a few planted pairs
one.txt 1 KB
"""
import os, random, string, sys

rng = random.Random(20261124)
WORDS = ["".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 11))) for _ in range(4000)]
B64 = string.ascii_letters + string.digits + "+/"
B32 = string.ascii_uppercase + "234567"


def word():
    return rng.choice(WORDS)


def pair():
    key = "AKIA" + rng.choice("QRSTUVWXYZ23456") + "".join(rng.choices(B32, k=15))
    return key, "".join(rng.choices(B64, k=40))


def code_line():
    kind = rng.random()
    indent = " " * (4 * rng.randint(0, 4))
    if kind < 0.5:
        return f"{indent}{word()}.{word()}({word()}, {rng.randint(0, 9999)});\n"
    if kind < 0.7:
        return f"{indent}// {' '.join(word() for _ in range(rng.randint(3, 12)))}\n"
    if kind < 0.85:
        return f'{indent}"{word()}": "{word()}/{word()}/{word()}.{word()[:3]}",\n'
    if kind < 0.97:
        return f"{indent}if ({word()}_{word()} == {word().title()}{word().title()}) {{\n"
    return f"{indent}sha1: {rng.getrandbits(160):040x}\n"


def log_line():
    return (f"2026-10-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:"
            f"{rng.randint(0, 59):02d}.{rng.randint(0, 999):03d}Z INFO [{word()}] "
            f"request={rng.getrandbits(64):016x} path=/{word()}/{word()} status={rng.choice([200, 200, 404, 500])} "
            f"took={rng.randint(0, 999)}ms {' '.join(word() for _ in range(8))}\n")


root = sys.argv[1]
blocks = ["".join(code_line() for _ in range(60)) for _ in range(800)]
planted = set(rng.sample(range(12000), 200))
total = 0
for number in range(12000):
    folder = f"{root}/tree/d{number % 40}/s{number % 800}"
    os.makedirs(folder, exist_ok=True)
    size = min(900_000, max(200, int(rng.lognormvariate(9.3, 1.15))))
    parts = []
    length = 0
    while length < size:
        block = rng.choice(blocks)
        parts.append(block)
        length += len(block)
    text = "".join(parts)[:size]
    if number in planted:
        key, secret = pair()
        text += f"aws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
    total += len(text)
    with open(f"{folder}/f{number}.txt", "w") as f:
        f.write(text)
print(f"tree: {total / 1e6:.0f} MB")

lines = [log_line() for _ in range(30000)]
with open(f"{root}/log.txt", "w") as f:
    written = 0
    count = 0
    while written < 500_000_000:
        block = "".join(rng.choices(lines, k=3000))
        if count % 60 == 7:
            key, secret = pair()
            block += f"2026-10-01T00:00:00Z env AWS_ACCESS_KEY_ID={key}\n2026-10-01T00:00:00Z env AWS_SECRET_ACCESS_KEY={secret}\n"
        if count % 5 == 0:
            block += f"commit {rng.getrandbits(160):040x} digest {''.join(rng.choices(B64, k=86))}==\n"
        f.write(block)
        written += len(block)
        count += 1
with open(f"{root}/one.txt", "w") as f:
    f.write("".join(lines)[:1024])
