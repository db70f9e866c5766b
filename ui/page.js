// Runs once, as the body of a function that Gradio gives: element (the article pane), trigger, watch.
// One listener on the document serves every button of ours, also those that come later.

const narrow = window.matchMedia("(max-width: 860px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const behavior = () => (still.matches ? "auto" : "smooth");
const pane = element.closest("#right");
const list = () => element.querySelector(".contents");
let opener = null; // what has the focus again when the pane is left
let opened = 0; // counts the clicks that open something, so that only the last one's article is shown
let place = { top: 0, item: "" }; // how far the list was scrolled, and what was opened from it
let fromList = false; // the article on show was opened from the list

// A reload forgets the pane, but not the history's entries of it.
if (history.state && history.state.reading) history.replaceState(null, "");

// On a phone list and article are screens of their own, so the phone's own "back" must leave them one by one.
function showPane(state) {
  const deeper = !document.body.classList.contains("reading") || (fromList && state === "article");
  document.body.classList.add("reading");
  if (deeper && narrow.matches) history.pushState({ reading: state }, "");
}

function openArticle(button) {
  opened += 1;
  document.querySelectorAll(".opened").forEach((other) => other.classList.remove("opened"));
  button.classList.add("opened");
  if (list()) place.top = pane.scrollTop;
  fromList = element.contains(button);
  if (fromList) place.item = button.dataset.article;
  else opener = button;
  showPane("article");
  element.classList.add("opening"); // the article before, with its mark, is not what was asked for
  trigger("open", {
    article: button.dataset.article,
    start: Number(button.dataset.start ?? -1),
    end: Number(button.dataset.end ?? -1),
    opened,
  });
}

function showList() {
  if (list()) return;
  element.classList.add("opening");
  trigger("leave", {});
}

function hidePane() {
  document.body.classList.remove("reading");
  document.querySelectorAll(".opened").forEach((button) => button.classList.remove("opened"));
  if (opener && opener.isConnected) opener.focus();
  opener = null;
}

function leave() {
  if (history.state && history.state.reading) history.back();
  else if (fromList) {
    document.body.classList.remove("reading");
    showList();
  } else {
    hidePane();
    if (!narrow.matches) showList();
  }
}

window.addEventListener("popstate", () => {
  if (!document.body.classList.contains("reading")) return;
  if (fromList && history.state && history.state.reading === "list") showList();
  else {
    fromList = false;
    hidePane();
    if (!narrow.matches) showList();
  }
});

// The box is read and emptied here: emptied by the server, it would lose what was typed until its first reply.
const conversation = document.getElementById("conversation");
const LOST_AFTER = 10_000; // milliseconds; the first of a turn takes some hundred
let sent = ""; // a question on its way, as long as nothing of its turn is here
let overdue;

const isAnswering = () => sent !== "" || conversation.querySelector("#live [aria-busy=true]") !== null;

function ask(question) {
  if (isAnswering()) return false;
  sent = question;
  trigger("ask", { question });
  clearTimeout(overdue);
  overdue = setTimeout(giveBack, LOST_AFTER); // where nobody answers at all, Gradio tells nothing
  return true;
}

// Over without a turn: refused, or never arrived. Then it stands in the box again, before what was typed meanwhile.
function giveBack() {
  if (sent) write([sent, document.querySelector("#question textarea").value].filter(Boolean).join(" "));
  sent = "";
  document.body.classList.remove("waits");
}

document.addEventListener("asked", giveBack);

function askTyped() {
  const box = document.querySelector("#question textarea");
  if (!box.value.trim()) return;
  if (!ask(box.value)) {
    document.body.classList.add("waits");
    return;
  }
  write("");
}

function write(text) {
  const box = document.querySelector("#question textarea");
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true })); // Gradio keeps the value, too
}

// Before Gradio's own listener; an Enter that chooses a word in an input method is not meant for us.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.closest("#question")) return;
  event.preventDefault();
  askTyped();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#ask")) askTyped();
});

// Words of a quote were marked with the mouse, to be copied: that click was not meant for the card they stand in.
function hasSelection(button) {
  const selection = window.getSelection();
  return button.matches(".card") && !selection.isCollapsed && selection.containsNode(button, true);
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // Browsers give no clipboard to a page from another machine over http; the old way works there, too.
    const text = document.createElement("textarea");
    text.value = button.dataset.copy;
    document.body.append(text);
    text.select();
    document.execCommand("copy");
    text.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-article], [data-ask], [data-reading], [data-browse], [data-leave], [data-copy]");
  if (!button || (event.detail > 0 && hasSelection(button))) return;
  if (button.dataset.article !== undefined) {
    openArticle(button);
  } else if (button.dataset.ask !== undefined) {
    ask(button.dataset.ask);
  } else if (button.dataset.reading !== undefined) {
    trigger("reread", { key: button.dataset.reading });
  } else if (button.dataset.copy !== undefined) {
    copy(button);
  } else if (button.dataset.browse !== undefined) {
    opener = button;
    fromList = false;
    showPane("list");
    showList();
  } else {
    leave();
  }
});

// These buttons vanish when pressed; whoever works by keyboard goes on in the question box.
document.addEventListener("click", (event) => {
  if (event.target.closest("#ask, #stop, #new, [data-reading]") && !narrow.matches) document.querySelector("#question textarea").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("reading")) leave();
});

// Its title stands in the bar above an article while the headline itself is out of sight.
const running = document.querySelector(".running");
const headlines = new IntersectionObserver(([seen]) => running.classList.toggle("shown", !seen.isIntersecting));

function backInList() {
  pane.scrollTo({ top: place.top });
  if (fromList) [...element.querySelectorAll(".item")].find((each) => each.dataset.article === place.item)?.focus({ preventScroll: true });
  fromList = false;
}

// The pane has been filled again: bring the quote into view and put the reader's place there.
watch("value", () => {
  const shown = element.querySelector(".article");
  if (shown && Number(shown.dataset.opened) < opened) return; // another has been clicked meanwhile
  element.classList.remove("opening");
  const headline = element.querySelector(".headline");
  headlines.disconnect();
  running.textContent = headline?.textContent ?? "";
  running.classList.remove("shown");
  if (list()) backInList();
  if (!headline) return;
  headlines.observe(headline);
  const mark = element.querySelector("mark");
  const place = mark ?? headline;
  if (mark) mark.scrollIntoView({ block: "center", behavior: behavior() });
  else pane.scrollTo({ top: 0 });
  place.focus({ preventScroll: true });
});

// A new question goes to the top of the conversation; after that the reader scrolls, not the page.
let question = null;
new MutationObserver(() => {
  const live = conversation.querySelector("#live .turn");
  const asked = live && live.getAttribute("data-turn");
  if (asked !== question || conversation.querySelector("#live [aria-busy=true]")) sent = "";
  if (!isAnswering()) document.body.classList.remove("waits");
  if (asked && asked !== question) live.scrollIntoView({ block: "start", behavior: behavior() });
  question = asked;
}).observe(conversation, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-turn", "aria-busy"] });

// A conversation lives in its tab alone; one that has begun is not thrown away by a slip.
window.addEventListener("beforeunload", (event) => {
  if (conversation.querySelector(".turn")) event.preventDefault();
});
