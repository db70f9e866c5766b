// Runs once, as the body of a function that Gradio gives: element (the article pane), trigger, watch.
// One listener on the document serves every button of ours, also those that come later.

const narrow = window.matchMedia("(max-width: 860px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const behavior = () => (still.matches ? "auto" : "smooth");
let opener = null;

function showArticle() {
  if (!document.body.classList.contains("reading")) {
    document.body.classList.add("reading");
    // On a phone the article is a second screen, so the phone's own "back" must leave it.
    if (narrow.matches) history.pushState({ reading: true }, "");
  }
}

function hideArticle() {
  document.body.classList.remove("reading");
  document.querySelectorAll(".opened").forEach((button) => button.classList.remove("opened"));
  if (opener && opener.isConnected) opener.focus();
  opener = null;
}

function leave() {
  if (history.state && history.state.reading) history.back();
  else hideArticle();
  if (!narrow.matches) trigger("leave", {});
}

window.addEventListener("popstate", hideArticle);

// The box is read and emptied here: emptied by the server, it would lose what was typed until its first reply.
const conversation = document.getElementById("conversation");
let sent = false; // a question is on its way and nothing of its turn is here yet

const isAnswering = () => sent || conversation.querySelector("#live [aria-busy=true]") !== null;

function ask(question) {
  if (isAnswering()) return false;
  sent = true;
  trigger("ask", { question });
  return true;
}

function askTyped() {
  const box = document.querySelector("#question textarea");
  if (!box.value.trim()) return;
  if (!ask(box.value)) {
    document.body.classList.add("waits");
    return;
  }
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true })); // Gradio keeps the value, too
}

document.addEventListener("asked", () => (sent = false));

// Before Gradio's own listener; an Enter that chooses a word in an input method is not meant for us.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.closest("#question")) return;
  event.preventDefault();
  askTyped();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#ask")) askTyped();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-article], [data-ask], [data-reading], [data-browse], [data-leave]");
  if (!button) return;
  if (button.dataset.article !== undefined) {
    document.querySelectorAll(".opened").forEach((other) => other.classList.remove("opened"));
    button.classList.add("opened");
    if (!element.contains(button)) opener = button;
    showArticle();
    trigger("open", {
      article: button.dataset.article,
      start: Number(button.dataset.start ?? -1),
      end: Number(button.dataset.end ?? -1),
    });
  } else if (button.dataset.ask !== undefined) {
    ask(button.dataset.ask);
  } else if (button.dataset.reading !== undefined) {
    trigger("reread", { key: button.dataset.reading });
  } else if (button.dataset.browse !== undefined) {
    opener = button;
    showArticle();
    trigger("leave", {});
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

// The pane has been filled again: bring the quote into view and put the reader's place there.
watch("value", () => {
  const headline = element.querySelector(".headline");
  headlines.disconnect();
  running.textContent = headline?.textContent ?? "";
  running.classList.remove("shown");
  if (!headline) return;
  headlines.observe(headline);
  const mark = element.querySelector("mark");
  const place = mark ?? headline;
  if (mark) mark.scrollIntoView({ block: "center", behavior: behavior() });
  else element.closest("#right")?.scrollTo({ top: 0 });
  place.focus({ preventScroll: true });
});

// A new question goes to the top of the conversation; after that the reader scrolls, not the page.
let question = null;
new MutationObserver(() => {
  sent = false;
  if (!isAnswering()) document.body.classList.remove("waits");
  const live = conversation.querySelector("#live .turn");
  const asked = live && live.getAttribute("data-turn");
  if (asked && asked !== question) {
    question = asked;
    live.scrollIntoView({ block: "start", behavior: behavior() });
  }
}).observe(conversation, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-turn", "aria-busy"] });
