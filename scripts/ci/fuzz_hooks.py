"""Gives every other call a conversion that exists: what schemathesis makes up is almost never found."""

import os
import zlib

import schemathesis

IDS = os.environ["FUZZ_IDS"].split(",")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if path_parameters and "id" in path_parameters:
        made_up = zlib.crc32(str(path_parameters["id"]).encode("utf-8", "replace"))
        if made_up % 2:
            path_parameters["id"] = IDS[made_up // 2 % len(IDS)]
    return path_parameters


@schemathesis.hook
def before_call(context, case, kwargs):
    """A part of a report is no JSON, and schemathesis parses whatever is served as JSON."""
    if (case.query or {}).get("type") == "report" and case.headers:
        for name in [each for each in case.headers if each.lower() == "range"]:
            del case.headers[name]
