#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a map's GEXF, GraphML and JSON in other programs' readers and compares them.

usage: read_graphs.py MAP.gexf MAP.graphml MAP.json

networkx reads both graph files, igraph the GraphML; nodes, edges, weights, kinds and times must be those of the JSON.
Prints one line and ends with 0, or prints the first difference and ends with 1.
"""
import json
import sys

import igraph
import networkx


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, expected {wanted!r}")


def edges_of_json(doc):
    return sorted((e["source"], e["target"], e["kind"], float(e["weight"]), e["first"], e["last"], e["inferred"],
                   float(e["confidence"])) for e in doc["edges"])


def nodes_of_json(doc):
    return sorted((n["id"], n["label"], n["key"], n["platform"], n["first"], n["last"], n["posts"], n["ghost"])
                  for n in doc["nodes"])


def main(gexf_path, graphml_path, json_path):
    with open(json_path, encoding="utf-8") as f:
        doc = json.load(f)
    gexf, graphml = networkx.read_gexf(gexf_path), networkx.read_graphml(graphml_path)
    graph = igraph.Graph.Read_GraphML(graphml_path)

    expect("GEXF nodes", sorted((i, n["label"], n["key"], n["platform"], n["start"], n["end"], n["posts"], n["ghost"])
                                for i, n in gexf.nodes(data=True)), nodes_of_json(doc))
    expect("GEXF edges", sorted((a, b, e["relay"], e["weight"], e["start"], e["end"], e["inferred"], e["confidence"])
                                for a, b, e in gexf.edges(data=True)), edges_of_json(doc))
    expect("GEXF edge ids", sorted(e["id"] for _, _, e in gexf.edges(data=True)), sorted(e["id"] for e in doc["edges"]))
    for i, n in gexf.nodes(data=True):
        expect(f"lifetime of GEXF node {i}", n["spells"], [(n["start"], n["end"])])
        if "position" not in n["viz"] or "color" not in n["viz"]:
            sys.exit(f"GEXF node {i} has no place or colour")

    expect("GraphML nodes", sorted((i, n["label"], n["key"], n["platform"], n["first"], n["last"], n["posts"], n["ghost"])
                                   for i, n in graphml.nodes(data=True)), nodes_of_json(doc))
    expect("GraphML edges", sorted((a, b, e["relay"], e["weight"], e["since"], e["until"], e["inferred"], e["confidence"])
                                   for a, b, e in graphml.edges(data=True)), edges_of_json(doc))
    expect("igraph nodes", sorted((v["id"], v["label"], v["key"], v["platform"], v["first"], v["last"], int(v["posts"]),
                                   v["ghost"]) for v in graph.vs), nodes_of_json(doc))
    expect("igraph edges", sorted((graph.vs[e.source]["id"], graph.vs[e.target]["id"], e["relay"], e["weight"], e["since"],
                                   e["until"], e["inferred"], e["confidence"]) for e in graph.es), edges_of_json(doc))
    print(f"{len(doc['nodes'])} nodes and {len(doc['edges'])} edges, the same in GEXF, GraphML and JSON")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
