// SPDX-License-Identifier: GPL-3.0-or-later
// The peer's side of bench/layout.py: graphology's ForceAtlas2 with the settings that it infers.
//   node peer.js EDGES ROUNDS PLACES PLACES_OUT   rounds from given places; prints the milliseconds a round
//   node peer.js EDGES error PLACES               prints how far its repulsion is from the exact sum, in the root of the
//                                                 mean square
const fs = require('fs');
const Graph = require('graphology');
const layout = require('graphology-layout-forceatlas2');
const defaults = require('graphology-layout-forceatlas2/defaults.js');
const helpers = require('graphology-layout-forceatlas2/helpers.js');
const iterate = require('graphology-layout-forceatlas2/iterate.js');

function rows(path) {
  return fs.readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
}

const [edgesPath, what, placesPath, outPath] = process.argv.slice(2);
const graph = new Graph({ type: 'undirected', multi: true });
rows(placesPath).forEach(([x, y], i) => graph.addNode(i, { x, y }));
rows(edgesPath).forEach(([a, b]) => graph.addEdge(a, b));
const settings = { ...defaults, ...layout.inferSettings(graph), barnesHutOptimize: true, barnesHutTheta: 0.5 };
const { nodes, edges } = helpers.graphToByteArrays(graph, () => 1);

if (what === 'error') {
  const [near, exact] = [true, false].map((barnesHutOptimize) => {
    const copy = nodes.slice();
    iterate({ ...settings, gravity: 0, barnesHutOptimize }, copy, new Float32Array(0));
    return copy;
  });
  let wrong = 0;
  let all = 0;
  for (let i = 0; i < nodes.length; i += 10) {
    wrong += (near[i + 2] - exact[i + 2]) ** 2 + (near[i + 3] - exact[i + 3]) ** 2;
    all += exact[i + 2] ** 2 + exact[i + 3] ** 2;
  }
  console.log(Math.sqrt(wrong / all));
} else {
  const rounds = Number(what);
  iterate(settings, nodes.slice(), edges); // compiled before it is measured
  const start = process.hrtime.bigint();
  for (let k = 0; k < rounds; k++) iterate(settings, nodes, edges);
  console.log(Number(process.hrtime.bigint() - start) / 1e6 / rounds);
  const out = [];
  for (let i = 0; i < nodes.length; i += 10) out.push(`${nodes[i]} ${nodes[i + 1]}`);
  fs.writeFileSync(outPath, `${out.join('\n')}\n`);
}
