"""Says by its exit status whether the packages of a requirements file are installed as pinned."""
import importlib.metadata
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    line = line.partition("#")[0].strip()
    if not line:
        continue
    name, _, version = line.partition("==")
    try:
        if importlib.metadata.version(name.partition("[")[0]) != version:
            sys.exit(1)
    except importlib.metadata.PackageNotFoundError:
        sys.exit(1)
