// Whose keys they are.

function groups(name) {
  const found = new Map();
  for (const finding of counting) {
    const key = finding[name] || "none";
    if (!found.has(key)) found.set(key, { key, live: 0, unsure: 0, closed: 0, accounts: new Set(), used: undefined });
    const group = found.get(key);
    group[finding.weight] += 1;
    if (finding.account) group.accounts.add(finding.account);
    if (finding.used !== undefined && !(group.used >= finding.used)) group.used = finding.used;
  }
  return [...found.values()].sort((a, b) =>
    b.live - a.live || b.unsure - a.unsure || all(b) - all(a) || compare(a.key, b.key));
}

const GROUPS_SHOWN = 15;

function groupTable(title, name, heading) {
  const found = groups(name);
  const body = el("tbody", {});
  const show = (count) => body.replaceChildren(...found.slice(0, count).map((group) => el("tr", {},
    el("th", { scope: "row" }, el("button", {
      type: "button", class: "link path",
      onclick: () => {
        narrow({ [name]: group.key });
        byID("credentials").scrollIntoView();
        byID("clear").focus({ preventScroll: true });
      },
    }, group.key === "none" ? "not known" : group.key)),
    name === "owner" && el("td", {}, group.accounts.size > 2 ? counted(group.accounts.size, "account") : [...group.accounts].join(", ")),
    el("td", { class: "number" }, amount(group.live)), el("td", { class: "number" }, amount(group.unsure)),
    el("td", { class: "number" }, amount(group.closed)),
    el("td", {}, stateBar(group)))));
  show(GROUPS_SHOWN);
  const more = el("button", {
    type: "button", hidden: found.length <= GROUPS_SHOWN,
    onclick: () => { show(1000); more.remove(); },
  }, `Show ${found.length > 1000 ? "1000" : "all"} of ${amount(found.length)}`);
  return el("div", { class: "card scroll" },
    el("table", { class: "grid people" }, el("caption", {}, title),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, heading),
        name === "owner" && el("th", { scope: "col" }, "Account"),
        ["Live", "Undecided", "Closed"].map((word) => el("th", { scope: "col", class: "number" }, word)),
        el("th", { scope: "col" }, "Share"))),
      body), more);
}

function people(home) {
  home.append(el("div", { class: "two" },
    groupTable("Accounts", "account", "Account"), groupTable("Owners", "owner", "Owner")));
}
