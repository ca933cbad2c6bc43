#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a map's GEXF, GraphML and JSON in other programs' readers and compares them.

usage: read_graphs.py MAP.gexf MAP.graphml MAP.json

Everything that the JSON says of nodes and edges must come out of both graph files again: every attribute with its type,
parallel edges of different kinds, times to the microsecond, lifetimes and the moments of relays, and places, sizes and
colours.  networkx reads both graph files, igraph the GraphML.  Prints one line and ends with 0, or prints the first
difference and ends with 1.
"""
import json
import math
import sys

import igraph
import networkx

ALWAYS = ("platform", "posts", "audience", "in", "out", "ghost", "root", "chain")
OF_A_POST = ("kind", "precision", "match", "url", "lang", "channel", "text")
TRUE_OR_ABSENT = ("clock_differs", "embedded", "repaired")
OF_A_SOURCE = ("file", "sha256", "row", "offset", "member")


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, expected {wanted!r}")


def expect_all(what, found, wanted):
    """Both are dictionaries of dictionaries; what is empty counts as absent."""
    expect(f"names of {what}", sorted(found), sorted(wanted))
    for name, values in wanted.items():
        for key, value in values.items():
            expect(f"{what} {name}, {key}", found[name].get(key), value)


def full(values):
    return {k: v for k, v in values.items() if v is not None and v != ""}


def node_of_json(node):
    values = {"key": node["key"], "label": node["label"], "account": node["account"]}
    values.update((k, node[k]) for k in ALWAYS)
    if values["audience"] is None:
        values["audience"] = -1
    post = node.get("post")
    if post:
        values.update((k, post.get(k)) for k in OF_A_POST)
        values.update((k, post.get(k, False)) for k in TRUE_OR_ABSENT)
        values.update((k, post["source"].get(k)) for k in OF_A_SOURCE if post["source"])
        values["post_id"] = post["id"]
        if "text" in post:
            values["text_is_summary"] = post.get("text_is_summary", False)
    return full(values)


def edge_of_json(edge):
    return {"source": edge["source"], "target": edge["target"], "relay": edge["kind"], "weight": float(edge["weight"]),
            "inferred": edge["inferred"], "confidence": float(edge["confidence"])}


def check_gexf(path, doc):
    graph = networkx.read_gexf(path)
    nodes = {i: dict(full(n), first=n["start"], last=n["end"]) for i, n in graph.nodes(data=True)}
    expect_all("GEXF node", nodes, {n["id"]: dict(node_of_json(n), first=n["first"], last=n["last"]) for n in doc["nodes"]})
    edges = {}
    for a, b, e in graph.edges(data=True):
        moments = [start for start, _ in e["spells"]]
        expect(f"spells of GEXF edge {e['id']}", e["spells"], [(t, t) for t in sorted(set(moments))])
        if not 1 <= len(moments) <= e["weight"]:
            sys.exit(f"GEXF edge {e['id']} has {len(moments)} moments and weight {e['weight']}")
        edges[e["id"]] = dict(e, source=a, target=b, first=moments[0], last=moments[-1])
    expect_all("GEXF edge", edges, {e["id"]: dict(edge_of_json(e), first=e["first"], last=e["last"]) for e in doc["edges"]})
    for i, n in graph.nodes(data=True):
        expect(f"lifetime of GEXF node {i}", n["spells"], [(n["start"], n["end"])])
        missing = {"position", "color", "size"} - set(n["viz"])
        if missing:
            sys.exit(f"GEXF node {i} has no {', '.join(sorted(missing))}")
    return graph, {i: e["spells"] for i, e in edges.items()}


def check_graphml(path, doc, gexf, spells):
    wanted = {n["id"]: dict(node_of_json(n), first=n["first"], last=n["last"]) for n in doc["nodes"]}
    for n in wanted:  # what the JSON leaves to the graph formats
        viz = gexf.nodes[n]["viz"]
        wanted[n].update(community=gexf.nodes[n]["community"], x=viz["position"]["x"], y=viz["position"]["y"],
                         size=viz["size"], r=viz["color"]["r"], g=viz["color"]["g"], b=viz["color"]["b"])
    wanted_edges = {e["id"]: dict(edge_of_json(e), since=e["first"], until=e["last"]) for e in doc["edges"]}

    graph = networkx.read_graphml(path)
    edges = {e["id"]: dict(e, source=a, target=b) for a, b, e in
             ((a, b, dict(e, id=e.get("id", k))) for a, b, k, e in edges_with_keys(graph))}
    expect_all("GraphML node", {i: full(n) for i, n in graph.nodes(data=True)}, wanted)
    expect_all("GraphML edge", edges, wanted_edges)
    for i, e in edges.items():
        times = e["times"].split(" ")
        expect(f"relays of GraphML edge {i}", float(len(times)), e["weight"])
        expect(f"moments of GraphML edge {i}", [(t, t) for t in sorted(set(times))], spells[i])

    graph = igraph.Graph.Read_GraphML(path)
    name = [v["id"] for v in graph.vs]
    absent = (None, "")
    found = {v["id"]: {k: x for k, x in v.attributes().items() if x not in absent and not (isinstance(x, float) and math.isnan(x))}
             for v in graph.vs}
    expect_all("igraph node", found, wanted)
    expect_all("igraph edge", {e["id"]: dict(e.attributes(), source=name[e.source], target=name[e.target]) for e in graph.es},
               wanted_edges)


def edges_with_keys(graph):
    """networkx keeps an edge's id as its key when edges are parallel, and as an attribute when they are not."""
    if graph.is_multigraph():
        return graph.edges(keys=True, data=True)
    return ((a, b, None, e) for a, b, e in graph.edges(data=True))


def main(gexf_path, graphml_path, json_path):
    with open(json_path, encoding="utf-8") as f:
        doc = json.load(f)
    gexf, spells = check_gexf(gexf_path, doc)
    check_graphml(graphml_path, doc, gexf, spells)
    relays = sum(e["weight"] for e in doc["edges"])
    print(f"{len(doc['nodes'])} nodes and {len(doc['edges'])} edges of {relays} relays, the same in GEXF, GraphML and JSON")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
