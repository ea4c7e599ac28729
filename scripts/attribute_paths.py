#!/usr/bin/env python3
"""Holds the spellings of the tables against the schemas of the formats.

    terraform providers schema -json > schema.json     # in a folder that requires hashicorp/aws
    python3 scripts/attribute_paths.py schema.json

Two lists are looked up: testdata/contract/attributes.csv, which was written apart from the tables, and docs/document.md, which is written
from them and so has every spelling. Terraform's paths are looked up in that file, CloudFormation's in the resource schemas that cfn-lint
brings (`pip install cfn-lint`), the ECS API's in botocore's model of it, which comes along. What is not there is printed; exit status 1.
"""

import csv
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "testdata" / "contract"
DOCUMENT = ROOT / "docs" / "document.md"

# What version 5.100 of the provider lacks and versions 6.x have, by the page of the provider's documentation that says so. One that the given
# schema has is told, so that the list gets shorter.
NEWER = {
    "aws_ecs_service.deployment_configuration.strategy": "resources/ecs_service, deployment_configuration",
    "aws_ecs_service.load_balancer.advanced_configuration": "resources/ecs_service, advanced_configuration",
    "aws_ecs_service.load_balancer.advanced_configuration.alternate_target_group_arn": "resources/ecs_service, advanced_configuration",
    "aws_ecs_service.load_balancer.advanced_configuration.production_listener_rule": "resources/ecs_service, advanced_configuration",
    "aws_ecs_service.load_balancer.advanced_configuration.test_listener_rule": "resources/ecs_service, advanced_configuration",
    "aws_ecs_service.load_balancer.advanced_configuration.role_arn": "resources/ecs_service, advanced_configuration",
    "aws_ecs_service.service_connect_configuration.access_log_configuration": "resources/ecs_service, access_log_configuration",
    "aws_ecs_service.service_connect_configuration.access_log_configuration.format": "resources/ecs_service, access_log_configuration",
    "aws_ecs_service.service_connect_configuration.access_log_configuration.include_query_parameters": "resources/ecs_service, access_log_configuration",
    "aws_ecr_repository.image_tag_mutability_exclusion_filter": "resources/ecr_repository, image_tag_mutability_exclusion_filter",
    "aws_ecr_repository.image_tag_mutability_exclusion_filter.filter": "resources/ecr_repository, image_tag_mutability_exclusion_filter",
    "aws_ecr_repository.image_tag_mutability_exclusion_filter.filter_type": "resources/ecr_repository, image_tag_mutability_exclusion_filter",
    "aws_cloudwatch_log_group.deletion_protection_enabled": "resources/cloudwatch_log_group",
    "aws_nat_gateway.vpc_id": "resources/nat_gateway, a gateway for the region",
}

# What earlier versions had, and configurations that pin them still have, by the version that took it away.
OLDER = {
    "aws_ecs_cluster.default_capacity_provider_strategy": "5.0",
    "aws_ecs_cluster.default_capacity_provider_strategy.capacity_provider": "5.0",
    "aws_kinesis_firehose_delivery_stream.s3_configuration.bucket_arn": "5.0",
    "aws_lb_listener_rule.condition.field": "3.0",
    "aws_lb_listener_rule.condition.values": "3.0",
}

# What stands in the input of another API: a schedule that calls RunTask says the task definition as RunTask does.
OTHER = {"AWS::Scheduler::Schedule.Target.EcsParameters.TaskDefinition"}

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


# The calls of the ECS API whose input a JSON file holds.
CALLS = {"ecs.task-definition": "RegisterTaskDefinitionRequest", "ecs.service": "CreateServiceRequest", "ecs.cluster": "CreateClusterRequest"}


def ecs():
    """A function that says whether the input of a call has a path, by botocore's model of the API."""
    from botocore.loaders import Loader

    shapes = Loader().load_service_model("ecs", "service-2")["shapes"]

    def below(name, parts):
        shape = shapes[name]
        if not parts:
            return True
        if shape["type"] == "list":
            return below(shape["member"]["shape"], parts)
        if shape["type"] == "map":
            return True
        member = shape.get("members", {}).get(parts[0])
        return member is not None and below(member["shape"], parts[1:])

    return lambda ty, path: ty in CALLS and below(CALLS[ty], [part for part in path.split(".") if part])


def format_of(source):
    """The format that a source type belongs to."""
    return "cloudformation" if "::" in source else "ecs api" if source.startswith("ecs.") else "terraform"


def sections():
    """The types of the page: name, source types, what is folded in with its link, and rows of path, value and spellings by format."""
    types, columns = [], []
    for line in DOCUMENT.read_text().splitlines():
        if line.startswith("## "):
            types.append({"name": line[3:], "sources": [], "folded": [], "rows": []})
        elif line.startswith(("Read from: ", "Read from, alone: ")):
            types[-1]["sources"] += re.findall(r"`([^`]+)`", line)
        elif line.startswith("Folded in: "):
            types[-1]["folded"] = re.findall(r"`([^`]+)` \(`([^`]+)`\)", line)
        elif line.startswith("| attribute "):
            columns = [cell.strip() for cell in line.strip("|").split("|")][2:]
        elif line.startswith("| `"):
            path, value, *cells = [cell.strip() for cell in line[1:-1].split("|")]
            spellings = {name.lower(): re.findall(r"`([^`]+)`", cell) for name, cell in zip(columns, cells)}
            types[-1]["rows"].append((path.strip("`"), value, spellings))
    return [ty for ty in types if ty["sources"]]


def of_page(formats):
    """The spellings of the page that no schema has: what is asked for, and where that could be found."""
    for ty in sections():
        for name, has in formats.items():
            spoken = [source for source in ty["sources"] if format_of(source) == name]
            for source in spoken:
                yield f"{ty['name']}: {source}", [(source, "")], has
            for source, link in ty["folded"]:
                if format_of(source) == name:
                    yield f"{ty['name']}: {source} {link}", [(source, link)], has
            # Where each attribute stands in the sources, by its path.
            places = {"": [(source, "") for source in spoken]}
            closed = set()
            for path, value, spellings in ty["rows"]:
                parent = path.rpartition(".")[0].removesuffix("[]")
                places[path] = []
                if parent in closed or value.endswith("names and values"):
                    closed.add(path)
                for spelling in spellings.get(name, []):
                    if ":" in spelling:
                        source, _, below = spelling.rpartition(":")
                        found = [(source, below)]
                    else:
                        below = spelling.lstrip(".")
                        found = [(source, ".".join(filter(None, [above, below]))) for source, above in places[parent]]
                    places[path] += found
                    if parent not in closed and found:
                        yield f"{ty['name']} {path}: {spelling}", found, has
                    if name == "terraform" and below in JSON:
                        closed.add(path)


def of_contract(formats):
    """The same of the contract."""
    owners = {}
    for row in csv.DictReader(open(CONTRACT / "types.csv")):
        for name in formats:
            owners.setdefault((row["type"], name), row.get(name, ""))
    for row in csv.DictReader(open(CONTRACT / "attributes.csv")):
        if row["made_by"]:
            continue
        for name, has in formats.items():
            for spelling in filter(None, row.get(name, "").split(" | ")):
                at = spelling.rfind(":")
                ty, path = (spelling[:at], spelling[at + 1 :]) if at >= 0 else (owners.get((row["type"], name), ""), spelling)
                if ty:
                    yield f"{row['type']} {row['path']}: {spelling}", [(ty, path)], has


def main(file):
    provider = next(iter(json.load(open(file))["provider_schemas"].values()))
    has_argument = terraform(provider["resource_schemas"])
    formats = {"terraform": has_argument, "cloudformation": cloudformation(), "ecs api": ecs()}
    wrong, asked = [], 0
    for what, places, has in [*of_contract(formats), *of_page(formats)]:
        asked += 1
        # Of an object that several sources have, one of them has the attribute.
        known = NEWER.keys() | OLDER.keys() | OTHER
        if not any(has(*place) or ".".join(filter(None, place)) in known for place in places):
            wrong.append(f"{what} is not in {', '.join(sorted({ty for ty, _ in places}))}")
    for path in NEWER.keys() | OLDER.keys():
        if has_argument(*path.split(".", 1)):
            wrong.append(f"{path} is in the schema, and need not be listed")
    print(f"{asked} spellings, {len(wrong)} not in the schemas")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else print(__doc__))
