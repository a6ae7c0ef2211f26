// The map: a drawing for the eye, and the same as a table that is usable without it.
// Folders within folders are drawn as far as there is room for their names.
const MAP = { most: 30, head: 40, edge: 5, depth: 3, letter: 7.4 };

function stateBar(counts) {
  const total = counts.live + counts.unsure + counts.closed || 1;
  const drawing = svg("svg", {
    class: "bar", viewBox: "0 0 100 14", preserveAspectRatio: "none", role: "img",
    "aria-label": `${counts.live} live, ${counts.unsure} undecided, ${counts.closed} closed`,
  }, svg("rect", { width: 100, height: 14, class: "ring" }));
  let x = 0;
  for (const name of ["live", "unsure", "closed"]) {
    const width = counts[name] / total * 100;
    if (width) drawing.append(svg("rect", { x, width: Math.max(0.5, width - 0.8), height: 14, class: `s-${name}` }));
    x += width;
  }
  return drawing;
}

function map(home) {
  const tree = makeTree();
  if (!tree.children.size) {
    home.append(el("p", { class: "card" }, "Nothing was found anywhere."));
    return;
  }
  let at = settle(tree);
  // Without a live key, the map shows all.
  let measure = tree.live ? "live" : "all";
  const size = (node) => (measure === "live" ? node.live : all(node));
  const words = (node) => (measure === "live"
    ? `${amount(node.live)} live` : `${amount(all(node))}, ${amount(node.live)} live`);
  const crumbs = el("ol", {});
  const choose = el("select", { id: "measure", "aria-label": "Sized by", onchange: () => { measure = choose.value; draw(); } },
    el("option", { value: "live", selected: measure === "live", disabled: !tree.live }, "Sized by live keys"),
    el("option", { value: "all", selected: measure === "all" }, "Sized by all credentials"));
  const drawing = svg("svg", { "aria-hidden": "true" });
  const body = el("tbody", {});
  const note = el("p", { class: "fine", role: "status" });
  const open = (node) => {
    if (node.children.size) {
      at = settle(node);
      draw();
      const first = crumbs.querySelector("li:last-child button");
      if (first) first.focus({ preventScroll: true });
    } else showFolder(node);
  };

  function showFolder(node) {
    narrow({ folder: node.path });
    byID("credentials").scrollIntoView();
    byID("clear").focus({ preventScroll: true });
  }

  /** A text as long as there is room for. */
  function fit(text, width) {
    const room = Math.floor((width - 14) / MAP.letter);
    return text.length <= room ? text : room < 3 ? "" : `${text.slice(0, room - 1)}…`;
  }

  const ordered = (node) => [...node.children.values()].sort((a, b) =>
    size(b) - size(a) || all(b) - all(a) || compare(a.name, b.name));

  /** The tiles of what is in a folder. */
  function tiles(node, x, y, width, height, depth) {
    const nodes = ordered(node).filter((child) => size(child) > 0).slice(0, MAP.most);
    const total = nodes.reduce((sum, child) => sum + size(child), 0);
    const boxes = squarify(nodes.map((child) => size(child) / total * width * height), x, y, width, height);
    return nodes.map((child, index) => tile(settle(child), child, boxes[index], depth));
  }

  function tile(node, named, [x, y, width, height], depth) {
    const name = node.path.slice(node.path.lastIndexOf(named.name, named.path.length));
    const inside = [x + MAP.edge, y + MAP.head + 2, width - 2 * MAP.edge, height - MAP.head - MAP.edge - 2];
    const hasRoom = node.children.size && depth < MAP.depth && inside[2] > 60 && inside[3] > 44;
    return svg("g", { class: `tile-group tile-${worst(node)} depth-${depth}`,
      onclick: (event) => { event.stopPropagation(); open(node); } },
    svg("title", {}, `${node.path}: ${words(node)}`),
    svg("rect", { x, y, width, height, rx: 4, class: "tile-box" }),
    height > 22 && svg("text", { x: x + 8, y: y + 18 }, fit(name, width)),
    height > 40 && svg("text", { x: x + 8, y: y + 34, class: "tile-number" },
      words(node).length * MAP.letter < width - 14 ? words(node) : fit(amount(size(node)), width + 8)),
    hasRoom && tiles(node, ...inside, depth + 1));
  }

  function draw() {
    const trail = [tree];
    for (const part of at.path ? partsOf(at.path) : []) trail.push(trail[trail.length - 1].children.get(part));
    crumbs.replaceChildren(...trail.map((node) => el("li", {},
      el("button", { type: "button", class: "link", onclick: () => { at = node; draw(); },
        "aria-current": node === at && "location" }, node.name))));
    const width = Math.max(300, Math.round(drawing.clientWidth) || 700);
    const height = Math.round(Math.max(340, width * 0.62));
    attributes(drawing, { viewBox: `0 0 ${width} ${height}` });
    drawing.replaceChildren(...tiles(at, 1, 1, width - 2, height - 2, 0));
    const nodes = ordered(at);
    body.replaceChildren(...nodes.slice(0, 12).map((node) => el("tr", {},
      el("th", { scope: "row" }, el("button", { type: "button", class: "link path", onclick: () => open(node) },
        node.name, node.children.size ? "/" : "")),
      el("td", { class: "number" }, amount(node.live)), el("td", { class: "number" }, amount(all(node))),
      el("td", { class: "number" }, amount(node.places)),
      el("td", {}, el("button", { type: "button", class: "link", "aria-label": `List what stands in ${node.path}`,
        onclick: () => showFolder(node) }, "list")))));
    const rest = nodes.length - Math.min(nodes.length, 12);
    note.textContent = rest > 0 ? `and ${amount(rest)} more here, with fewer keys` : "";
  }

  home.append(el("div", { class: "card" },
    el("div", { class: "map-tools" }, el("nav", { "aria-label": "Folder of the map" }, crumbs), choose),
    el("div", { class: "map" }, drawing, el("div", { class: "scroll" },
      el("table", { class: "grid" },
        el("caption", { class: "unseen" }, "Folders and files with credentials"),
        el("thead", {}, el("tr", {}, ["Folder or file", "Live", "All", "Places", "Show"].map((name, index) =>
          el("th", { scope: "col", class: index > 0 && index < 4 && "number" }, name)))),
        body), note))));
  draw();
  addEventListener("resize", calmly(200, draw));
}
