// The page of one credential.
const PLACES = 50;

/** Pairs of a list of facts; those without a value are left out. */
function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function digests(list) {
  return list && list.map((digest) => el("div", { class: "key" }, digest));
}

function commit(index) {
  const found = commitOf(index);
  if (!found) return null;
  const at = found.committed === undefined ? found.authored : found.committed;
  const id = el("span", { class: "key" }, found.id.slice(0, 12));
  return el("span", {}, found.url ? outward(found.url, id) : id,
    at === undefined ? "" : ` ${moment(at)}`, found.author ? ` ${found.author}` : "",
    found.committer && found.committer !== found.author ? ` (committed by ${found.committer})` : "",
    found.subject ? ` “${found.subject}”` : "");
}

function gitFacts(git) {
  return facts([
    [git.isFirstUncertain ? "At least since" : "First commit", commit(git.first)],
    ["Last commit", git.last === git.first ? null : commit(git.last)],
    ["At HEAD", git.standsAtHead ? "still there" : "not there"],
    ["Branches", names(git.branches)], ["Tags", names(git.tags)],
    ["Other references", names(git.others)], ["To be fetched from", names(git.recovery)],
    ["Paths", names(git.paths)], ["Repository", WORDS[git.repository]],
    ["Object", git.object && el("span", { class: "key" }, `${git.kind} ${git.object}`)],
  ]);
}

function place(at, previous) {
  const seen = at.seen === null ? null
    : `${at.seenBy === "file-modification" ? "file dated" : "seen"} ${day(at.seen)} (${at.seenBy})`;
  const notes = [at.elsewhere, at.encodings && `encoded: ${at.encodings}`, at.rule, seen].filter(Boolean);
  const spot = el("span", { class: "path" }, `${data.paths[at.path]}:${at.line}:${at.column}`);
  return el("li", { class: "loc" }, at.url ? outward(at.url, spot) : spot,
    el("p", { class: "fine" }, notes.join(" · ")),
    // Several lines of one file have one history.
    at.git && at.git !== previous && el("details", { class: "git" },
      el("summary", {}, at.git.text || "in a git history"), gitFacts(at.git)));
}

function places(finding) {
  const list = el("ol", { class: "locs" });
  let count = 0;
  const more = el("button", { type: "button", onclick: () => {
    const next = count;
    add();
    list.children[next].tabIndex = -1;
    list.children[next].focus();
  } });
  function add() {
    let previous = count ? location_(finding.at[count - 1]).git : null;
    for (const raw of finding.at.slice(count, count + PLACES)) {
      const at = location_(raw);
      list.append(place(at, previous));
      previous = at.git;
    }
    count = Math.min(finding.at.length, count + PLACES);
    more.hidden = count >= finding.at.length;
    more.textContent = `Show more (${amount(finding.at.length - count)})`;
  }
  add();
  const rest = finding.count - finding.at.length;
  return [list, more, rest > 0 && el("p", { class: "fine" },
    `and ${amount(rest)} more; --format jsonl names them all, --max-locations keeps more`)];
}

function evidenceList(finding) {
  return el("ul", { class: "evidence" }, finding.evidence.map(([statement, source, asOf, rule]) =>
    el("li", {}, WORDS[statement], el("span", { class: "fine" },
      source ? [" — ", el("span", { class: "path" }, source)] : "",
      asOf === null ? "" : ` as of ${day(asOf)}`, ` (${rule})`))));
}

function candidateTable(finding) {
  return finding.candidates && el("div", { class: "scroll" }, el("table", { class: "grid" },
    el("caption", {}, "It could be"),
    el("thead", {}, el("tr", {}, ["User", "Key", "Last used", "Use"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, finding.candidates.map(([user, slot, used, isStale]) => el("tr", {},
      el("td", {}, user), el("td", {}, `access_key_${slot}`),
      el("td", {}, used === null ? "not known" : day(used)), el("td", {}, isStale ? "unused" : "in use"))))));
}

/** An axis for one credential. */
function ownAxis(finding) {
  const times = events(finding).map((event) => event[1]);
  return new Axis(Math.min(...times), Math.max(...times, finding.asOf === undefined ? data.asOf : finding.asOf));
}

function detail(finding, leave) {
  const at = shown.indexOf(finding);
  const step = (by, words) => {
    const to = at < 0 ? undefined : shown[at + by];
    return to ? el("a", { href: `#c=${to.id}` }, words) : el("span", { class: "fine" }, words);
  };
  const on = ownAxis(finding);
  const list = events(finding);
  return el("article", { "aria-labelledby": "credential" },
    el("nav", { class: "crumbs", "aria-label": "Credential" },
      el("a", { href: "#", id: "back", onclick: leave }, "← All credentials"), el("span", { class: "grow" }),
      step(-1, "Previous"), step(1, "Next")),
    el("div", { class: "title" }, pill(finding.shown),
      el("h1", { id: "credential", tabindex: "-1", class: "key" }, finding.name), finding.tags.map(tag)),
    el("p", { class: "lead" }, finding.suppressed
      ? `Not counted as a credential (${finding.suppressed}): ${finding.suppressedReason}` : finding.meaning),
    !finding.suppressed && finding.advice && el("p", { class: "card advice" }, finding.advice),
    el("h2", {}, "Time line"),
    el("div", { class: "card" }, timeline(finding, on, 40), scale(on, 8),
      el("p", {}, exposure(finding)),
      el("ol", { class: "legend" }, list.map(([kind, when, words]) => el("li", {},
        svg("svg", { viewBox: "-11 -7 22 14", class: "time", "aria-hidden": "true" }, MARKS[kind]()),
        `${words} ${moment(when)}`)))),
    el("div", { class: "two" },
      el("section", { "aria-labelledby": "evidence-title" }, el("h2", { id: "evidence-title" }, "Evidence"),
        el("div", { class: "card" }, evidenceList(finding), candidateTable(finding))),
      el("section", { "aria-labelledby": "facts-title" }, el("h2", { id: "facts-title" }, "Facts"),
        el("div", { class: "card" }, facts([
          ["Owner", finding.owner], ["Account", finding.account], ["Kind", finding.kind],
          ["Parts", finding.parts], ["Still usable", finding.usable], ["Reason", finding.reason],
          ["Created", finding.created !== undefined && time(finding.created)],
          ["Last used", finding.used !== undefined && [time(finding.used), finding.usedWhere ? ` ${finding.usedWhere}` : ""]],
          ["First seen", finding.seen !== undefined && [time(finding.seen), ` (${finding.seenBy})`]],
          ["Inventory as of", finding.asOf !== undefined && [time(finding.asOf), finding.asOfIsLowerBound ? " or later" : ""]],
          ["SHA-256 of secret", digests(finding.secrets)], ["SHA-256 of SMTP password", digests(finding.passwords)],
          ["SHA-256 of token", finding.token && digests([finding.token])],
          ["Fingerprint", digests([finding.id])],
        ].filter(([, value]) => value !== false))))),
    el("section", { "aria-labelledby": "places-title" },
      el("h2", { id: "places-title" }, counted(finding.count, "place")),
      el("div", { class: "card" }, places(finding))));
}

/** A finding on paper: no links to follow, so all of it at once, but not thousands of places. */
function paperItem(finding) {
  const shown = finding.at.slice(0, 10);
  return el("div", { class: "paper-item" },
    el("h3", {}, pill(finding.shown), " ", el("span", { class: "key" }, finding.name), " ", finding.tags.map(tag)),
    el("p", {}, [finding.meaning, finding.owner && `owner ${finding.owner}`, finding.account && `account ${finding.account}`,
      finding.parts].filter(Boolean).join(" · ")),
    el("p", { class: "fine" }, lifeInWords(finding)), timeline(finding, axis, 22), evidenceList(finding),
    el("ul", {}, shown.map((at) => el("li", { class: "path" }, `${data.paths[at[0]]}:${at[1]}:${at[2]}`)),
      finding.count > shown.length && el("li", {}, `and ${amount(finding.count - shown.length)} more`)),
    !finding.suppressed && finding.advice && el("p", { class: "advice" }, finding.advice));
}
