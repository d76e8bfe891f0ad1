"""Is the site's bill of materials what CycloneDX says one is? `python tests/python/test_bill.py dist/sbom.cdx.json`"""

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


def problem(bill: dict) -> str | None:
    """What the strict schema of version 1.6 has against it, in one line."""
    error = VALIDATOR.validate_str(json.dumps(bill))
    return None if error is None else str(error).splitlines()[0]


def main(path: str) -> None:
    text = Path(path).read_text()
    bill = json.loads(text)
    found = problem(bill)
    assert found is None, found

    # The validator is awake: each of these is none.
    without_name = json.loads(text)
    del without_name["components"][0]["name"]
    other_hash = json.loads(text)
    hashed = next(each for each in other_hash["components"] if "hashes" in each)
    hashed["hashes"][0]["content"] = "not hexadecimal"
    for name, damaged in {
        "unknown field": bill | {"colour": "green"},
        "component without a name": without_name,
        "wrong hash": other_hash,
        "component twice": bill | {"components": bill["components"] + bill["components"][:1]},
    }.items():
        assert problem(damaged) is not None, name

    # Every reference leads somewhere, which no schema can say.
    known = {each["bom-ref"] for each in [bill["metadata"]["component"], *bill["components"]]}
    assert len(known) == len(bill["components"]) + 1
    for dependency in bill["dependencies"]:
        assert {dependency["ref"], *dependency["dependsOn"]} <= known
    print(f"{len(bill['components'])} components, as the strict schema of CycloneDX 1.6 has it")


main(sys.argv[1])
