// Runs once, as the body of a function that Gradio gives: element (the list of evaluations), trigger.
// The two tabs of the page, and the report that is opened from the list.

const narrow = window.matchMedia("(max-width: 860px)");
const report = (part) => document.querySelector(`#report ${part}`); // looked up late: it may be mounted after this
let opener = null;

function show(chosen) {
  for (const tab of document.querySelectorAll("#views [role=tab]")) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls"));
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
  }
  const evaluating = chosen.id === "evaluation-tab";
  document.body.classList.toggle("evaluating", evaluating);
  if (evaluating) trigger("visit", {});
}

function open(button) {
  opener = button.dataset.report;
  const address = `evaluations/${encodeURIComponent(button.dataset.report)}`;
  const sheet = document.createElement("iframe");
  // Without allow-same-origin: its script is kept from this page, as the server's header keeps it.
  sheet.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  sheet.title = `Report on ${button.dataset.title}`;
  sheet.src = address;
  sheet.addEventListener("load", () => sheet.focus());
  report(".frame").replaceChildren(sheet);
  report(".which").textContent = button.dataset.title;
  report("a").href = address;
  document.body.classList.add("reporting");
  // On a phone the report is a second screen, so the phone's own "back" must leave it.
  if (narrow.matches) history.pushState({ reporting: true }, "");
}

function close() {
  if (!document.body.classList.contains("reporting")) return;
  document.body.classList.remove("reporting");
  report(".frame").replaceChildren();
  element.querySelector(`[data-report="${CSS.escape(opener)}"]`)?.focus();
}

window.addEventListener("popstate", close);

document.addEventListener("click", (event) => {
  const button = event.target.closest("#views [role=tab], [data-report], [data-saved]");
  if (!button) return;
  if (button.getAttribute("role") === "tab") show(button);
  else if (button.dataset.report !== undefined) open(button);
  else if (history.state && history.state.reporting) history.back();
  else close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("reporting")) report("[data-saved]").click();
  // Arrows move between the tabs, as in any tab list: WAI-ARIA Authoring Practices, "Tabs".
  if (event.target.closest("#views [role=tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
    const other = document.querySelector("#views [role=tab][aria-selected=false]");
    other.focus();
    show(other);
  }
});
