"""CPU time and memory of loading a record over FHIR, beside parsing and validating it alone.

Two hundred bundles of one published size are made from one that is given (Synthea's, by --like),
each of another person. Told are CPU microseconds a resource: of the JSON parser and the schema
validator alone, of these with our own rules, and of taking everything into a store of its own; and
the most memory that it took. With --extract MB one such extract is loaded as well.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).resolve()
LIKE = HERE.parents[2] / "shared" / "data" / "payloads" / "synthea-r4"
LIMIT_TIMES = 3.0
AT_A_TIME = 10
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def main() -> int:
    """Measure in a process of its own; exit 1 where taking costs over three times validating."""
    asked = _asked()
    if not asked.like.is_file():
        print(f"There is no bundle to make others like: {asked.like}. Name one by --like.")
        return 2
    if asked.one:
        print(json.dumps(_measure(asked)))
        return 0
    with tempfile.TemporaryDirectory(prefix="joinedup-bench-") as folder:
        settings = {
            "JOINEDUP_VAR": folder,
            "JOINEDUP_DATABASE_URL": os.environ.get("JOINEDUP_DATABASE_URL", ""),
            "DJANGO_SETTINGS_MODULE": "joinedup.config.settings",
        }
        words = [str(HERE), "--one", "--bundles", str(asked.bundles), "--like", str(asked.like)]
        done = subprocess.run(
            [sys.executable, *words, "--extract", str(asked.extract)],
            env={**os.environ, **settings},
            check=True,
            capture_output=True,
            text=True,
        )
    return _tell(json.loads(done.stdout.splitlines()[-1]))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundles", type=int, default=200)
    parser.add_argument("--extract", type=int, default=0, metavar="MB")
    like = sorted(LIKE.glob("[A-Z]*.json"))
    parser.add_argument("--like", type=Path, default=like[0] if like else LIKE)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def bundles(like: Path, count: int) -> Iterator[dict[str, Any]]:
    """As many bundles as are asked for, each of another person."""
    text = like.read_text()
    ids = sorted(set(_ID.findall(text)))
    for number in range(1, count + 1):
        fresh = {one: str(UUID(int=number * 100_000 + n)) for n, one in enumerate(ids)}
        bundle = json.loads(_ID.sub(lambda found, fresh=fresh: fresh[found[0]], text))
        for entry in bundle["entry"]:
            if entry["resource"]["resourceType"] == "Patient":
                _as_another(entry["resource"], number)
        yield bundle


def _as_another(patient: dict[str, Any], number: int) -> None:
    for one in patient.get("identifier", []):
        one["value"] = f"{one['value']}-{number}"
    for name in patient.get("name", []):
        name["family"] = f"{name.get('family', '')}{_letters(number)}"
    patient["birthDate"] = f"{1930 + number % 70}-{1 + number % 12:02}-{1 + number % 28:02}"


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _measure(asked: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    import fhirkit
    import orjson

    from joinedup.exchange import presenters, services
    from joinedup.exchange.adapters import fhir
    from joinedup.foundation import place

    partner = next(iter(place.current().partners.values()))
    with tempfile.TemporaryDirectory(prefix="joinedup-bundles-") as folder:
        files, count = [], 0
        for number, bundle in enumerate(bundles(asked.like, asked.bundles)):
            file = Path(folder) / f"{number:05}.json"
            file.write_bytes(orjson.dumps(bundle))
            files.append(file)
            count += len(bundle["entry"])
        today = place.today()

        def libraries(some: list[Path]) -> None:
            for file in some:
                fhirkit.validate(orjson.loads(file.read_bytes()))

        def validated(some: list[Path]) -> None:
            for file in some:
                fhir.validate(file.read_bytes(), source="bench", on=today)

        def taken(some: list[Path]) -> None:
            report = services.load(some, partner=partner, say=presenters.said).as_dict()
            if report["refused"] or not report["accepted"]:
                raise SystemExit(f"refused: {report['files'][0]['refusals'][:3]}")

        # A few at a time, each way in turn: a busy machine grows slower or faster meanwhile.
        spent = {"libraries": 0.0, "validated": 0.0, "taken": 0.0}
        for some in batched(files, AT_A_TIME):
            for name, work in (
                ("libraries", libraries),
                ("validated", validated),
                ("taken", taken),
            ):
                spent[name] += _seconds(partial(work, list(some)))
        figures = {f"{name}_us": 1e6 * seconds / count for name, seconds in spent.items()}
        figures |= {"resources": count, "memory_mb": _memory_mb()}
        if asked.extract:
            load = partial(services.load, partner=partner, say=presenters.said)
            figures |= _extract(Path(folder) / "extract.json", asked, load)
    return figures


def _extract(
    file: Path, asked: argparse.Namespace, load: Callable[[list[Path]], Any]
) -> dict[str, float]:
    entries = _write_extract(file, asked)
    began = time.perf_counter()
    each = _each(lambda: load([file]), entries)
    return {
        "extract_us": each,
        "extract_mb": file.stat().st_size / 1e6,
        "extract_s": time.perf_counter() - began,
        "extract_memory_mb": _memory_mb(),
    }


def _write_extract(file: Path, asked: argparse.Namespace) -> int:
    import orjson

    count, size = 0, 0
    with file.open("wb") as out:
        out.write(b'{"resourceType":"Bundle","type":"collection","entry":[')
        for bundle in bundles(asked.like, 1_000_000):
            for entry in bundle["entry"]:
                entry.pop("request", None)
                size += out.write((b",\n" if count else b"") + orjson.dumps(entry))
                count += 1
            if size > asked.extract * 1_000_000:
                break
        out.write(b"]}")
    return count


def _each(work: Callable[[], Any], count: int) -> float:
    return 1e6 * _seconds(work) / count


def _seconds(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _tell(found: dict[str, Any]) -> int:
    times = found["taken_us"] / found["validated_us"]
    print(f"\n{found['resources']:,} resources, CPU microseconds each:")
    print(f"  parser and schema validator alone  {found['libraries_us']:7.0f}")
    print(f"  parsed and validated, our rules    {found['validated_us']:7.0f}")
    print(f"  taken into the record              {found['taken_us']:7.0f}")
    print(f"{times:.1f} times parsing and validating; at most {found['memory_mb']:.0f} MB.")
    if "extract_mb" in found:
        print(
            f"An extract of {found['extract_mb']:.0f} MB: {found['extract_s']:.0f} s,"
            f" {found['extract_us']:.0f} us a resource,"
            f" at most {found['extract_memory_mb']:.0f} MB."
        )
    return int(times > LIMIT_TIMES)


if __name__ == "__main__":
    raise SystemExit(main())
