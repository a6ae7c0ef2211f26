// The list of credentials, a page at a time.

function row(finding) {
  const about = [
    finding.suppressed ? `${finding.suppressed}: ${finding.suppressedReason}` : finding.meaning,
    finding.owner && `owner ${finding.owner}`, finding.account && `account ${finding.account}`,
  ].filter(Boolean).join(" · ");
  return el("li", { class: "row" },
    el("span", { class: "status" }, pill(finding.shown)),
    el("div", { class: "what" },
      el("a", { class: "key", href: `#c=${finding.id}`, "data-index": finding.index }, finding.name),
      el("span", { class: "tags" }, finding.tags.map(tag)),
      el("p", { class: "about" }, about), el("p", { class: "where path" }, firstPlace(finding))),
    el("div", { class: "line" }, timeline(finding, axis, 26)),
    el("span", { class: "count number" }, amount(finding.count),
      el("span", { class: "about" }, finding.count === 1 ? " place" : " places")));
}

function list(app) {
  const rows = el("ol", { class: "rows" });
  const head = el("div", { class: "rows-head", "aria-hidden": "true" },
    el("span", {}, "Status"), el("span", {}, "Credential"), scale(axis, 6),
    el("span", { class: "number" }, "Places"));
  const count = el("p", { role: "status", "aria-live": "polite", id: "count" });
  const clear = el("button", {
    type: "button", class: "link", id: "clear",
    onclick: () => { clearFilters(); byID("search").focus(); },
  }, "Clear filters");
  const folder = el("span", { class: "tag" });
  const back = el("button", { type: "button", onclick: () => turn(-1) }, "Previous");
  const next = el("button", { type: "button", onclick: () => turn(1) }, "Next");
  const pages = el("span", {});
  const pager = el("nav", { class: "pager", "aria-label": "Pages of the list" }, back, pages, next);

  function turn(by) {
    filter.page += by;
    refilter();
    rows.querySelector("a.key").focus({ preventScroll: true });
    byID("credentials").scrollIntoView();
  }

  watchers.push(() => {
    const from = filter.page * PAGE;
    const last = Math.ceil(shown.length / PAGE) || 1;
    rows.replaceChildren(...shown.slice(from, from + PAGE).map(row));
    if (!shown.length) {
      rows.append(el("li", { class: "nothing" },
        isNarrowed() ? "Nothing fits these filters." : "No credentials were found."));
    }
    rows.setAttribute("start", from + 1);
    const total = counting.length;
    count.textContent = (isNarrowed() || !total
      ? `${counted(shown.length, "credential")} of ${amount(Math.max(total, shown.length))}`
      : counted(shown.length, "credential"))
      + (last > 1 ? `, page ${filter.page + 1} of ${last}` : "");
    clear.hidden = !isNarrowed();
    folder.hidden = !filter.folder;
    folder.textContent = `in ${filter.folder}`;
    pager.hidden = last < 2;
    pages.textContent = `${amount(filter.page + 1)} of ${amount(last)}`;
    back.disabled = filter.page === 0;
    next.disabled = filter.page + 1 >= last;
  });

  // Up and down go from row to row; Enter is the link's own.
  app.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const links = [...rows.querySelectorAll("a.key")];
    const at = links.indexOf(document.activeElement);
    const isSearch = document.activeElement === byID("search");
    if (at < 0 && !(isSearch && event.key === "ArrowDown")) return;
    event.preventDefault();
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    if (to < 0) byID("search").focus();
    else if (links[to]) links[to].focus();
  });

  fill(app, [
    toolbar(),
    el("div", { class: "state" }, count, folder, clear, el("span", { class: "grow" }), legend()),
    head, rows, pager,
  ]);
}
