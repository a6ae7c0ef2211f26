// Building blocks. Text is always set as text: nothing here takes HTML.
const SVG = "http://www.w3.org/2000/svg";

/** Puts children (nodes, texts, nothing) into an element. */
function fill(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

function attributes(node, values) {
  for (const [name, value] of Object.entries(values || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  return node;
}

/** An element: `el("a", { class: "key", href: "#" }, "text")`. */
function el(name, values, ...children) {
  return fill(attributes(document.createElement(name), values), children);
}

/** The same for drawings. */
function svg(name, values, ...children) {
  return fill(attributes(document.createElementNS(SVG, name), values), children);
}

/** A link to elsewhere, if that is what it is: addresses come from the configuration of clones. */
function outward(address, text) {
  let isWeb = false;
  try {
    isWeb = ["https:", "http:"].includes(new URL(address).protocol);
  } catch {
    // Then it is text.
  }
  return isWeb
    ? el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text,
      el("span", { class: "unseen" }, " (opens a new tab)"))
    : el("span", {}, text);
}

/** `12 345`, as in the text report. */
function amount(number) {
  const digits = String(number);
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}

function counted(number, noun) { return `${amount(number)} ${noun}${number === 1 ? "" : "s"}`; }

/** A day or a time of seconds since 1970, UTC. */
function day(seconds) { return new Date(seconds * 1000).toISOString().slice(0, 10); }
function moment(seconds) { return new Date(seconds * 1000).toISOString().replace(".000Z", "Z"); }
function time(seconds) { return el("time", { datetime: moment(seconds) }, moment(seconds)); }

/** `3 years`, `5 months`, `12 days`. */
function span(seconds) {
  const days = Math.round(seconds / 86400);
  if (days >= 730) return counted(Math.round(days / 365.25), "year");
  if (days >= 60) return counted(Math.round(days / 30.44), "month");
  return counted(days, "day");
}

function pill(status) { return el("span", { class: `pill s-${status}` }, status); }

const HOT = new Set(["root", "quarantined", "canary"]);
function tag(name) { return el("span", { class: HOT.has(name) ? "tag hot" : "tag" }, name); }

function byID(id) { return document.getElementById(id); }

/** Calls back when nothing has come for a while. */
function calmly(milliseconds, call) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, milliseconds);
  };
}

/** A list of names of which only the first are known. */
function names(list) {
  if (!list) return null;
  const first = list.first || [];
  const rest = list.count - first.length;
  return first.join(", ") + (rest > 0 ? `${first.length ? " and " : ""}${amount(rest)} more` : "");
}
