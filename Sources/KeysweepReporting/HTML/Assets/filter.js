// Which findings are shown, and in which order.
const PAGE = 25;
const filter = {
  text: "", statuses: new Set(), account: "", owner: "", folder: "", sort: "importance", page: 0,
};
let shown = [];
const watchers = [];

const late = (value) => (value === undefined ? -Infinity : value);
const soon = (value) => (value === undefined ? Infinity : value);
const words = (value) => value || "\uffff";
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const SORTS = {
  importance: ["Importance", () => 0],
  seen: ["First seen, oldest first", (a, b) => compare(soon(a.seen), soon(b.seen))],
  used: ["Last used, newest first", (a, b) => compare(late(b.used), late(a.used))],
  created: ["Created, oldest first", (a, b) => compare(soon(a.created), soon(b.created))],
  places: ["Places, most first", (a, b) => b.count - a.count],
  owner: ["Owner", (a, b) => compare(words(a.owner), words(b.owner))],
  account: ["Account", (a, b) => compare(words(a.account), words(b.account))],
  name: ["Name", (a, b) => compare(a.name, b.name)],
};

/** Whether a path is in a folder, or is the file itself. */
function isIn(path, folder) {
  return path.startsWith(folder)
    && (path.length === folder.length || folder.endsWith("/") || "/!@".includes(path[folder.length]));
}

/** By path, once for each folder that is asked for. */
let folderPaths = null;
function inFolder(finding) {
  if (!filter.folder) return true;
  if (!folderPaths || folderPaths.folder !== filter.folder) {
    folderPaths = { folder: filter.folder, has: data.paths.map((path) => isIn(path, filter.folder)) };
  }
  return finding.at.some((at) => folderPaths.has[at[0]]);
}

/** Applies the filters; suppressed ones are shown only when they are asked for. */
function refilter() {
  const terms = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  shown = findings.filter((finding) =>
    (filter.statuses.size ? filter.statuses.has(finding.shown) : !finding.suppressed)
    && (!filter.account || (finding.account || "none") === filter.account)
    && (!filter.owner || (finding.owner || "none") === filter.owner)
    && inFolder(finding)
    && terms.every((term) => haystack(finding).includes(term)));
  const order = SORTS[filter.sort][1];
  shown.sort((a, b) => order(a, b) || a.rank - b.rank || a.index - b.index);
  filter.page = Math.min(filter.page, Math.max(0, Math.ceil(shown.length / PAGE) - 1));
  for (const watcher of watchers) watcher();
}

/** Changes some of the filters and goes to the first page. */
function narrow(changes) {
  Object.assign(filter, { page: 0 }, changes);
  refilter();
}

const isNarrowed = () =>
  Boolean(filter.text || filter.statuses.size || filter.account || filter.owner || filter.folder);

function clearFilters() {
  narrow({ text: "", statuses: new Set(), account: "", owner: "", folder: "" });
}
