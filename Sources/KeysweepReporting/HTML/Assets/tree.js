// Folders of all sources, with the credentials below each.

/** Parts of a path; what is in an archive (`a.zip!/b`) is below the archive. */
function partsOf(path) {
  const parts = path.split("/");
  if (parts[0] === "") parts.splice(0, 2, `/${parts[1] || ""}`);
  return parts;
}

function folder(name, path) {
  return { name, path, children: new Map(), live: 0, unsure: 0, closed: 0, places: 0, stamp: -1 };
}

/** The tree; every credential counts once in every folder that has it. */
function makeTree() {
  const root = folder("All sources", "");
  const chains = data.paths.map(() => null);
  const chain = (index) => {
    if (chains[index]) return chains[index];
    const nodes = [root];
    let path = "";
    for (const part of partsOf(data.paths[index])) {
      path = path ? `${path}/${part}` : part;
      const above = nodes[nodes.length - 1];
      if (!above.children.has(part)) above.children.set(part, folder(part, path));
      nodes.push(above.children.get(part));
    }
    chains[index] = nodes;
    return nodes;
  };
  for (const finding of counting) {
    for (const at of finding.at) {
      for (const node of chain(at[0])) {
        node.places += 1;
        if (node.stamp === finding.index) continue;
        node.stamp = finding.index;
        node[finding.weight] += 1;
      }
    }
  }
  return root;
}

/** Goes down while there is only one way. */
function settle(node) {
  let at = node;
  while (at.children.size === 1) {
    const [only] = at.children.values();
    if (!only.children.size) break;
    at = only;
  }
  return at;
}

const all = (node) => node.live + node.unsure + node.closed;
const worst = (node) => (node.live ? "live" : node.unsure ? "unsure" : "closed");

/**
 * Lays out rectangles with areas as given (squarified treemaps: Bruls, Huizing, van Wijk).
 * Sizes come in falling order and sum up to the area.
 */
function squarify(sizes, x, y, width, height) {
  const boxes = [];
  let start = 0;
  while (start < sizes.length) {
    const side = Math.min(width, height);
    let sum = 0;
    let end = start;
    let ratio = Infinity;
    while (end < sizes.length) {
      const more = sum + sizes[end];
      const thick = more / side;
      const next = Math.max(
        thick / (sizes[end] / thick), sizes[start] / thick / thick, (sizes[end] / thick) / thick);
      if (next > ratio) break;
      ratio = next;
      sum = more;
      end += 1;
    }
    const thick = sum / side;
    let along = 0;
    for (let index = start; index < end; index += 1) {
      const length = sizes[index] / thick;
      boxes.push(width >= height
        ? [x, y + along, thick, length] : [x + along, y, length, thick]);
      along += length;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
    start = end;
  }
  return boxes;
}
