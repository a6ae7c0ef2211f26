// What `HTMLData` wrote, with the tables put back where they are referred to.
const data = JSON.parse(byID("data").textContent);
byID("data").remove();
const WORDS = data.words;

const RANK = { active: 1, stale: 2, unknown: 3, rotated: 4, expired: 5 };
const STATUSES = ["active", "stale", "unknown", "rotated", "expired"];

/** Live, undecided or closed. */
function weight(finding) {
  if (finding.usable === "yes") return "live";
  return finding.usable === "unknown" ? "unsure" : "closed";
}

function commitOf(index) { return index === undefined ? null : data.commits[index]; }

/** A place: arrays in the data, because there are so many. */
function location_([path, line, column, rule, elsewhere, encodings, seen, seenBy, place, url]) {
  return {
    path, line, column, rule: WORDS[rule], elsewhere: WORDS[elsewhere], encodings: WORDS[encodings],
    seen, seenBy: seenBy === null ? null : WORDS[seenBy],
    git: place === undefined ? null : data.places[place], url: url || null,
  };
}

const findings = data.findings.map((finding, index) => {
  for (const name of ["kind", "reason", "meaning", "parts", "seenBy", "advice"]) {
    if (finding[name] !== undefined) finding[name] = WORDS[finding[name]];
  }
  finding.index = index;
  finding.tags = finding.tags || [];
  finding.shown = finding.suppressed ? "suppressed" : finding.status;
  finding.weight = weight(finding);
  finding.rank = finding.suppressed ? 9 : finding.tags.includes("root") && finding.status === "active"
    ? 0 : RANK[finding.status];
  return finding;
});
const counting = findings.filter((finding) => !finding.suppressed);
const byFingerprint = new Map();
for (const finding of findings) {
  if (!byFingerprint.has(finding.id)) byFingerprint.set(finding.id, finding);
}

/** All text of a finding in lower case, made when it is first searched. */
function haystack(finding) {
  if (finding.hay === undefined) {
    const parts = [
      finding.name, finding.owner, finding.account, finding.shown, finding.meaning, finding.parts,
      finding.kind, finding.reason, finding.advice, finding.usedWhere, finding.id, ...finding.tags,
      ...finding.evidence.map((item) => `${WORDS[item[0]]} ${item[1] || ""} ${item[3]}`),
      ...(finding.candidates || []).map((item) => item[0]),
    ];
    const seen = new Set();
    for (const at of finding.at) {
      if (!seen.has(at[0])) parts.push(data.paths[at[0]]);
      seen.add(at[0]);
      const place = at[8] === undefined || seen.has(`g${at[8]}`) ? null : data.places[at[8]];
      seen.add(`g${at[8]}`);
      if (!place) continue;
      parts.push(place.text, names(place.branches), names(place.paths));
      for (const commit of [commitOf(place.first), commitOf(place.last)]) {
        if (commit) parts.push(commit.id, commit.author, commit.subject);
      }
    }
    finding.hay = parts.filter(Boolean).join("\n").toLowerCase();
  }
  return finding.hay;
}

/** Where a credential is found first, for the list. */
function firstPlace(finding) {
  const at = finding.at[0];
  return at ? `${data.paths[at[0]]}:${at[1]}` : "";
}
