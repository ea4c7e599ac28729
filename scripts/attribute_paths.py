#!/usr/bin/env python3
"""Holds the spellings of testdata/contract/attributes.csv against the schemas of the formats.

    terraform providers schema -json > schema.json     # in a folder that requires hashicorp/aws
    python3 scripts/attribute_paths.py schema.json

Terraform's paths are looked up in that file, CloudFormation's in the resource schemas that cfn-lint brings (`pip install cfn-lint`).
What is not there is printed; exit status 1. NEWER has what version 5.100 of the provider lacks and its later documentation has.
"""

import csv
import json
import pathlib
import sys

CONTRACT = pathlib.Path(__file__).resolve().parent.parent / "testdata" / "contract"

# One that the given schema has is told, so that the list gets shorter.
NEWER = {
    "aws_ecs_service.deployment_configuration.strategy",
    "aws_ecr_repository.image_tag_mutability_exclusion_filter.filter",
    "aws_cloudwatch_log_group.deletion_protection_enabled",
    "aws_codebuild_webhook.pull_request_build_policy.requires_comment_approval",
}

# Arguments that hold JSON, whose keys are another schema's.
JSON = {"container_definitions"}


def terraform(schemas):
    """A function that says whether the provider has a path, blocks and objects alike."""

    def inside(kind, parts):
        # The type of an attribute: ["list", ["object", {...}]], "string".
        if not parts or kind == "dynamic":
            return True
        if isinstance(kind, list) and kind[0] in ("list", "set"):
            return inside(kind[1], parts)
        if isinstance(kind, list) and kind[0] == "map":
            return True
        if isinstance(kind, list) and kind[0] == "object":
            return parts[0] in kind[1] and inside(kind[1][parts[0]], parts[1:])
        return False

    def below(block, parts):
        if not parts:
            return True
        first, rest = parts[0], [] if parts[0] in JSON else parts[1:]
        if first in block.get("block_types", {}):
            return below(block["block_types"][first]["block"], rest)
        attribute = block.get("attributes", {}).get(first)
        return attribute is not None and inside(attribute.get("type", "dynamic"), rest)

    def has(ty, path):
        own = schemas.get(ty)
        return own is not None and below(own["block"], [part for part in path.split(".") if part])

    return has


def cloudformation():
    """A function that says whether the resource schema has a path."""
    from cfnlint.schema.manager import ProviderSchemaManager

    manager = ProviderSchemaManager()

    def below(node, root, parts, depth=0):
        if not parts or depth > 50:
            return True
        if "$ref" in node:
            target = root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return below(target, root, parts, depth + 1)
        for branch in ("oneOf", "anyOf", "allOf"):
            if any(below(option, root, parts, depth + 1) for option in node.get(branch, []) if option.get("properties") or "$ref" in option):
                return True
        if "items" in node:
            return below(node["items"], root, parts, depth + 1)
        properties = node.get("properties", {})
        if parts[0] in properties:
            return below(properties[parts[0]], root, parts[1:], depth + 1)
        return bool(node.get("patternProperties")) or "object" in node.get("type", []) and not properties

    def has(ty, path):
        try:
            schema = manager.get_resource_schema(region="us-east-1", resource_type=ty).schema
        except Exception:
            return False
        return below(schema, schema, [part for part in path.split(".") if part])

    return has


def main(file):
    provider = next(iter(json.load(open(file))["provider_schemas"].values()))
    formats = {"terraform": terraform(provider["resource_schemas"]), "cloudformation": cloudformation()}
    owners = {}
    for row in csv.DictReader(open(CONTRACT / "types.csv")):
        for name in formats:
            owners.setdefault((row["type"], name), row[name])
    missing, asked = [], 0
    for row in csv.DictReader(open(CONTRACT / "attributes.csv")):
        if row["made_by"]:
            continue
        for name, has in formats.items():
            for spelling in filter(None, row[name].split(" | ")):
                at = spelling.rfind(":")
                ty, path = (spelling[:at], spelling[at + 1 :]) if at >= 0 else (owners.get((row["type"], name), ""), spelling)
                if not ty:
                    continue
                asked += 1
                found = has(ty, path)
                if not found and (name != "terraform" or f"{ty}.{path}" not in NEWER):
                    missing.append(f"{row['type']} {row['path']}: {ty} has no {path}")
                if found and name == "terraform" and f"{ty}.{path}" in NEWER:
                    missing.append(f"{ty}.{path} is no longer newer than the schema")
    print(f"{asked} spellings, {len(missing)} not in the schemas")
    print("\n".join(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else print(__doc__))
