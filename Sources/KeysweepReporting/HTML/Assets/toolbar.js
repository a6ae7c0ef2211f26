// Search, filters and order above the list.

/** The values of a property with how often they come, most often first. */
function tally(name) {
  const counts = new Map();
  for (const finding of counting) {
    const value = finding[name] || "none";
    counts.set(value, (counts.get(value) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
}

/** More than these nobody scrolls through; the search finds the others. */
const MOST_CHOICES = 300;

function choice(label, name, all) {
  const select = el("select", { id: `by-${name}`, onchange: () => narrow({ [name]: select.value }) },
    el("option", { value: "" }, all),
    tally(name).slice(0, MOST_CHOICES).map(([value, count]) =>
      el("option", { value }, `${value === "none" ? "not known" : value} (${amount(count)})`)));
  watchers.push(() => {
    // The tables choose owners that are too rare to be listed.
    if (![...select.options].some((option) => option.value === filter[name])) {
      select.append(el("option", { value: filter[name] }, filter[name]));
    }
    select.value = filter[name];
  });
  return el("label", {}, label, select);
}

function statusChips() {
  const counts = new Map();
  for (const finding of findings) counts.set(finding.shown, (counts.get(finding.shown) || 0) + 1);
  const present = [...STATUSES, "suppressed"].filter((status) => counts.has(status));
  return el("fieldset", {}, el("legend", { class: "unseen" }, "Status"),
    present.map((status) => {
      const box = el("input", {
        type: "checkbox", name: "status", value: status,
        onchange: () => {
          const statuses = new Set(filter.statuses);
          if (box.checked) statuses.add(status);
          else statuses.delete(status);
          narrow({ statuses });
        },
      });
      watchers.push(() => { box.checked = filter.statuses.has(status); });
      return el("label", { class: "chip" }, box, status, el("b", {}, amount(counts.get(status))));
    }));
}

function toolbar() {
  const search = el("input", {
    type: "search", id: "search", autocomplete: "off", spellcheck: "false",
    placeholder: "Key, owner, path, commit, evidence …",
  });
  const find = calmly(150, () => narrow({ text: search.value }));
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && search.value) {
      event.preventDefault();
      event.stopPropagation();
      search.value = "";
      narrow({ text: "" });
    }
  });
  watchers.push(() => { if (document.activeElement !== search) search.value = filter.text; });
  const sort = el("select", { id: "sort", onchange: () => narrow({ sort: sort.value }) },
    Object.entries(SORTS).map(([value, [label]]) => el("option", { value }, label)));
  return el("form", { class: "tools", role: "search", onsubmit: (event) => event.preventDefault() },
    el("label", { class: "search" }, el("span", {}, "Search ", el("kbd", {}, "/")), search),
    choice("Account", "account", "All accounts"), choice("Owner", "owner", "All owners"),
    el("label", {}, "Order", sort), statusChips());
}
