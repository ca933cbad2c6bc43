"""communities_igraph.py EDGES ITERATIONS SEED: seconds and modularity of igraph's Leiden, without making its graph."""
import random
import sys
import time

try:
    import igraph
except ImportError:
    sys.exit(0)
graph = igraph.Graph.Read_Edgelist(sys.argv[1], directed=False)
random.seed(int(sys.argv[3]))
start = time.perf_counter()
found = graph.community_leiden(objective_function='modularity', n_iterations=int(sys.argv[2]))
print(time.perf_counter() - start, graph.modularity(found.membership))
