"""The whole API in OpenAPI 3.1, from the addresses and the CapabilityStatement that it serves."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from joinedup.web.room_view import RoomView

FHIR: Final = "application/fhir+json"
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
ALWAYS: Final = (401, 403, 413, 429)
"""What any address of the API may answer, whatever is asked of it."""
TO_PEOPLE: Final = {
    "session": ("get", 200, 401),
    "session/stay": ("post", 200, 401),
    "people/found.json": ("post", 200, 401, 403, 422),
    "referrals/queue/changes": ("get", 200, 204, 401, 403),
    "referrals/duty/changes": ("get", 200, 204, 401, 403),
    "referrals/duty/handovers/{handover_id}/changes": ("get", 200, 204, 401, 403, 404),
}
"""What pages ask for in JSON while somebody is signed in, and what each may answer."""
_PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> Iterator[tuple[str, type[RoomView]]]:
    """Every address that programs or scripts ask, as it stands in the list of addresses."""
    return _below(get_resolver().url_patterns, "")


def _below(
    patterns: list[URLPattern | URLResolver], before: str
) -> Iterator[tuple[str, type[RoomView]]]:
    for one in patterns:
        at = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, at)
            continue
        view = getattr(one.callback, "view_class", None)
        if view is None or not issubclass(view, RoomView):
            continue
        path = _PLACE.sub(r"{\1}", at)
        if view.is_for_programs or view.is_poll or path in TO_PEOPLE:
            yield path, view


def description(metadata: Mapping[str, Any], values: Mapping[str, list[str]]) -> dict[str, Any]:
    """The API with what it says of itself; `values` are real ones to try beside any others."""
    told = {one["type"]: one for one in metadata["rest"][0]["resource"]}
    paths: dict[str, Any] = {}
    for path, _ in routes():
        paths.setdefault(f"/{path}", {}).update(_operations(path, told, values))
    return {"openapi": "3.1.0", "info": {"title": "Joinedup", "version": "1"}, "paths": paths}


def _operations(
    path: str, told: Mapping[str, Any], values: Mapping[str, list[str]]
) -> dict[str, Any]:
    places = [_in_path(name, told, values) for name in re.findall(r"\{(\w+)\}", path)]
    if path in TO_PEOPLE:
        method, *statuses = TO_PEOPLE[path]
        body = {"text": _or_any(values["text"])} if path.endswith(".json") else None
        return {method: _operation(places, statuses, form=body)}
    if path == "api/links":
        link = {
            "type": "object",
            "properties": {
                "user": {"type": "object", "properties": {"username": {"type": "string"}}},
                "person": {"type": "object"},
            },
        }
        return {"post": _operation(places, [201, 422], json=link)}
    if not path.startswith("fhir"):
        form = {"logout_token": {"type": "string"}}
        return {"post": _operation(places, [200, 400, 404, 503], form=form)}
    return _of_fhir(path.removeprefix("fhir").strip("/"), places, told, values)


def _of_fhir(
    under: str, places: list[Any], told: Mapping[str, Any], values: Mapping[str, list[str]]
) -> dict[str, Any]:
    kind, _, rest = under.partition("/")
    taken = [200, 201, 202, 400, 404, 406, 409, 415, 422]
    post = _operation(places, taken, resource=kind or "Bundle", real=values["message"])
    if under == "metadata":
        return {"get": _operation(places, [200])}
    if kind not in told or "searchParam" not in told[kind]:
        return {"post": post}
    # What is right only, and real: schemathesis makes what is wrong of it when it is told to.
    asked = {
        one["name"]: {"enum": values.get(one["name"], values[one["type"]])}
        for one in told[kind]["searchParam"]
    }
    asked |= {"_count": {"enum": ["0", "1", "100"]}, "_format": {"enum": ["json"]}}
    about = [one for one in ("patient", "subject") if one in asked]
    asked |= {f"{one}.identifier": {"enum": values["identifier"]} for one in about}
    if rest == "_search":
        return {"post": _operation(places, [200, 400, 406, 415, 422], form=asked)}
    if rest:
        return {"get": _operation(places, [200, 304, 400, 404, 406])}
    query = [
        {"name": name, "in": "query", "required": False, "schema": one}
        for name, one in asked.items()
    ]
    found = _operation([*places, *query], [200, 400, 406, 422])
    return {"get": found, "post": post}


def _operation(
    parameters: list[Any],
    statuses: list[int],
    *,
    resource: str = "",
    real: Any = (),
    form: Mapping[str, Any] | None = None,
    json: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "parameters": parameters,
        "responses": {str(one): {"description": "said"} for one in (*statuses, *ALWAYS)},
    }
    if resource:
        other = {
            "type": "object",
            "required": ["resourceType"],
            "properties": {"resourceType": {"enum": [resource]}},
        }
        body = {"anyOf": [{"enum": list(real)}, other]} if real else other
        said["requestBody"] = {"content": {FHIR: {"schema": body}}}
    if json is not None:
        said["requestBody"] = {"content": {JSON: {"schema": dict(json)}}}
    if form is not None:
        body = {"type": "object", "properties": dict(form)}
        said["requestBody"] = {"content": {FORM: {"schema": body}}}
    return said


def _in_path(name: str, told: Mapping[str, Any], values: Mapping[str, list[str]]) -> Any:
    given = values.get(name, values["id"])
    if name == "kind":
        schema: Any = {"enum": sorted(told)}
    elif name == "provider_code":
        schema = {"enum": given}
    else:
        schema = {"anyOf": [{"enum": given}, {"type": "string", "format": "uuid"}]}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _or_any(real: list[str]) -> dict[str, Any]:
    return {"anyOf": [{"enum": real}, {"type": "string"}]}
