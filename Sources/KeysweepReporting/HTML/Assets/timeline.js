// The life of a credential on one axis: made, leaked, used, closed.

/** The axis that all rows share, so that they compare. */
const axis = (() => {
  let from = data.asOf;
  for (const finding of findings) {
    for (const at of [finding.created, finding.seen, finding.used, finding.issued]) {
      if (at !== undefined && at < from) from = at;
    }
  }
  return new Axis(from, data.asOf);
})();

/** A stretch of time, and where on it things are in percent. */
function Axis(from, to) {
  const margin = Math.max((to - from) * 0.03, 86400);
  this.from = from - margin;
  this.to = to + margin;
}
Axis.prototype.at = function (seconds) {
  const share = (seconds - this.from) / (this.to - this.from);
  return Math.round(Math.min(1, Math.max(0, share)) * 10000) / 100;
};
/** Years or months to write below it, at most `most`. */
Axis.prototype.ticks = function (most) {
  const first = new Date(this.from * 1000).getUTCFullYear();
  const last = new Date(this.to * 1000).getUTCFullYear();
  const ticks = [];
  if (last - first >= 2) {
    const step = Math.ceil((last - first) / most);
    for (let year = first + 1; year <= last; year += step) {
      ticks.push([Date.UTC(year, 0, 1) / 1000, String(year)]);
    }
  } else {
    const months = (last - first) * 12 + 12;
    const step = Math.max(1, Math.ceil(months / most));
    for (let month = 0; month < months; month += step) {
      const at = Date.UTC(first, month, 1) / 1000;
      if (at > this.from && at < this.to) ticks.push([at, new Date(at * 1000).toISOString().slice(0, 7)]);
    }
  }
  return ticks;
};

/** Marks are told apart by their shape. */
const MARKS = {
  created: () => svg("circle", { r: 4.2, class: "mark" }),
  seen: () => svg("path", { d: "M0 -6L6 0L0 6L-6 0Z", class: "mark full" }),
  used: () => svg("circle", { r: 4.2, class: "mark full" }),
  open: () => svg("path", { d: "M-4 -6L5 0L-4 6Z", class: "mark" }),
  closed: () => svg("path", { d: "M-4 -5L4 5M4 -5L-4 5", class: "mark" }),
};

/** What is known of a credential, in order of time: kind of mark, time, words. */
function events(finding) {
  const list = [];
  if (finding.created !== undefined) list.push(["created", finding.created, "created"]);
  if (finding.issued !== undefined) list.push(["created", finding.issued, "session issued"]);
  if (finding.seen !== undefined) {
    const words = finding.seenIsHint ? "file dated" : "first seen";
    list.push(["seen", finding.seen, words]);
  }
  if (finding.used !== undefined) list.push(["used", finding.used, "last used"]);
  list.sort((a, b) => a[1] - b[1]);
  const end = finding.asOf === undefined ? data.asOf : finding.asOf;
  const words = {
    live: "works as of", unsure: "undecided as of",
    closed: finding.status === "expired" ? "expired by" : "closed by",
  }[finding.weight];
  list.push([finding.weight === "closed" ? "closed" : "open", end, words]);
  return list;
}

function lifeInWords(finding) {
  const words = events(finding).map(([, at, what]) => `${what} ${day(at)}`).join(", ");
  return words[0].toUpperCase() + words.slice(1);
}

/** How long it has lain there, in words; nothing when nobody knows. */
function exposure(finding) {
  if (finding.seen === undefined || finding.seenIsHint || finding.suppressed) return null;
  const end = finding.asOf === undefined ? data.asOf : finding.asOf;
  if (end <= finding.seen) return null;
  const length = span(end - finding.seen);
  const used = finding.used !== undefined && finding.used > finding.seen
    ? ` It was used up to ${span(finding.used - finding.seen)} after it was first seen.` : "";
  const words = {
    live: `It has lain open for at least ${length}.`, unsure: `It may have lain open for ${length} or more.`,
    closed: `It was closed at some time in the ${length} after it was first seen.`,
  };
  return words[finding.weight] + used;
}

/** The drawing of one credential. */
function timeline(finding, on, height) {
  const middle = height / 2;
  const list = events(finding);
  const end = list[list.length - 1][1];
  const drawing = svg("svg", {
    class: `time s-${finding.shown}`, height, role: "img", "aria-label": lifeInWords(finding),
  });
  const bar = (from, to, thick, name) => {
    const x = on.at(from);
    drawing.append(svg("rect", {
      x: `${x}%`, width: `${Math.max(0.3, on.at(to) - x)}%`, y: middle - thick / 2, height: thick,
      rx: thick / 2, class: name,
    }));
  };
  drawing.append(svg("rect", { x: 0, width: "100%", y: middle - 1, height: 2, class: "track" }));
  const begin = list[0][1];
  if (begin < end) bar(begin, end, 4, "life");
  if (finding.seen !== undefined && finding.seen < end) {
    bar(finding.seen, end, 10, finding.seenIsHint || finding.weight === "unsure" ? "maybe" : "exposed");
  }
  for (const [kind, at, words] of list) {
    drawing.append(svg("svg", { x: `${on.at(at)}%`, y: middle, overflow: "visible" },
      svg("title", {}, `${words} ${moment(at)}`), MARKS[kind]()));
  }
  return drawing;
}

/** The years below a drawing. */
function scale(on, most) {
  const drawing = svg("svg", { class: "time", height: 18, "aria-hidden": "true" });
  for (const [at, words] of on.ticks(most)) {
    const x = `${on.at(at)}%`;
    drawing.append(svg("line", { x1: x, x2: x, y1: 0, y2: 5, class: "tick" }),
      svg("text", { x, y: 15, "text-anchor": on.at(at) > 94 ? "end" : "middle" }, words));
  }
  return drawing;
}

/** What the marks mean. */
function legend() {
  const item = (shape, words) => el("li", {}, svg("svg", { viewBox: "-11 -7 22 14", class: "time", "aria-hidden": "true" }, shape), words);
  const line = (name) => svg("rect", { x: -10, y: -4, width: 20, height: 8, rx: 4, class: name });
  return el("ul", { class: "legend", "aria-label": "Marks of the time lines" },
    item(MARKS.created(), "created"), item(MARKS.seen(), "first seen where it was found"),
    item(MARKS.used(), "last used"), item(MARKS.open(), "works, or undecided"),
    item(MARKS.closed(), "closed by then"), item(line("exposed"), "lay open"),
    item(line("maybe"), "perhaps"));
}
