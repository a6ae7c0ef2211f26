// Puts the parts in place, and goes between them.
const title = document.title;
let cameFrom = null;

/** Shows the credential that the address names, or the report. */
function route() {
  const hash = location.hash;
  const finding = hash.startsWith("#c=") ? byFingerprint.get(decodeURIComponent(hash.slice(3))) : null;
  const page = byID("page");
  const report = byID("report");
  if (finding) {
    cameFrom = finding;
    page.replaceChildren(detail(finding, leave));
    report.hidden = true;
    page.hidden = false;
    document.title = `${finding.name} · keysweep`;
    scrollTo({ top: 0, behavior: "instant" });
    byID("credential").focus({ preventScroll: true });
    return;
  }
  const wasOpen = !page.hidden;
  page.hidden = true;
  page.replaceChildren();
  report.hidden = false;
  document.title = title;
  const target = hash.length > 1 && !hash.startsWith("#c=") ? byID(hash.slice(1)) : null;
  if (target) {
    target.scrollIntoView();
    if (wasOpen) target.focus();
  } else if (wasOpen && cameFrom) {
    const link = document.querySelector(`a.key[data-index="${cameFrom.index}"]`);
    (link || byID("main")).focus();
  }
}

function leave(event) {
  // Not to the head of the report, but to where it was left: `route` goes there.
  event.preventDefault();
  location.hash = "";
}

/** Light or dark, as the system says until the button says otherwise; nothing is stored. */
function theme() {
  const button = byID("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Show in ${isDark() ? "light" : "dark"} colours`);
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
  });
  system.addEventListener("change", name);
  name();
}

/** On paper stand all findings that the filters show, or the one whose page is open. */
function paper() {
  const sheet = byID("paper");
  addEventListener("beforeprint", () => {
    if (byID("page").hidden) sheet.replaceChildren(...shown.map(paperItem));
  });
  addEventListener("afterprint", () => sheet.replaceChildren());
  byID("print").addEventListener("click", () => print());
}

function keys() {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest && event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (event.key === "/") {
      event.preventDefault();
      if (!byID("page").hidden) {
        location.hash = "";
        route();
      }
      byID("search").focus();
      byID("search").select();
    } else if (event.key === "Escape" && !byID("page").hidden) {
      location.hash = "";
    }
  });
}

document.body.classList.add("js");
document.querySelector(".static").remove();
list(byID("app"));
refilter();
map(byID("map"));
people(byID("owners"));
theme();
paper();
keys();
addEventListener("hashchange", route);
route();
