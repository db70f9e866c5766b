"use strict";
// Everything from an article, a question or a model goes in by textContent: it is text, never markup.
(() => {
  const book = JSON.parse(document.getElementById("casebook").textContent);
  const byId = (id) => document.getElementById(id);

  function el(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else if (name === "text") node.textContent = value;
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  const spaced = (name) => name.replaceAll("_", " ");
  const slug = (name) => name.replaceAll(" ", "-");
  const shortMs = (ms) => (ms === undefined || ms === null ? "" : ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
  const signed = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(3));

  // ---- The article with its sentence

  const reader = byId("reader");

  /** Opens a place in its article: the place as a mark, the case's gold underlined. */
  function open(place, gold) {
    const [number, start, end] = place;
    const article = book.articles[number];
    byId("reader-source").textContent = [article.source, article.day].filter(Boolean).join(" · ");
    byId("reader-title").textContent = article.title;
    const more = byId("reader-more");
    more.replaceChildren(el("span", { text: [article.author, article.id].filter(Boolean).join(" · ") }));
    if (article.url) more.append(" · ", el("a", { href: article.url, target: "_blank", rel: "noopener noreferrer", text: "original" }));
    const here = gold.filter(([n, s]) => n === number && s !== null);
    byId("reader-text").replaceChildren(...paragraphs(article.text, [start, end], here));
    if (!reader.open) reader.showModal();
    byId("reader-text").scrollTop = 0;
    const mark = reader.querySelector("#reader-text mark");
    if (mark) mark.scrollIntoView({ block: "center" });
    byId("reader-text").focus({ preventScroll: true });
  }

  /** Makes a paragraph of each line, cut where a highlight begins or ends, each piece dressed. */
  function paragraphs(text, [start, end], gold) {
    const cuts = new Set();
    if (start !== null) cuts.add(start).add(end);
    for (const [, s, e] of gold) cuts.add(s).add(e);
    const inOrder = [...cuts].sort((a, b) => a - b);
    const made = [];
    for (const { index, 0: line } of text.matchAll(/[^\n]*\S[^\n]*/g)) {
      const edges = [index, ...inOrder.filter((cut) => index < cut && cut < index + line.length), index + line.length];
      made.push(el("p", {}, ...edges.slice(0, -1).map((from, i) => piece(text, from, edges[i + 1], [start, end], gold))));
    }
    return made;
  }

  function piece(text, from, to, [start, end], gold) {
    const words = text.slice(from, to);
    const isGold = gold.some(([, s, e]) => s <= from && to <= e);
    const inner = isGold ? el("span", { class: "gold-text", text: words }) : document.createTextNode(words);
    return start !== null && start <= from && to <= end ? el("mark", {}, inner) : inner;
  }

  reader.querySelector(".close").addEventListener("click", () => reader.close());
  reader.addEventListener("click", (event) => { if (event.target === reader) reader.close(); });

  // ---- One case, opened

  const quoteOf = ([number, start, end, quote]) =>
    quote !== undefined ? quote : book.articles[number].text === null ? "" : book.articles[number].text.slice(start, end);
  const overlaps = (a, b) => a[0] === b[0] && a[1] !== null && b[1] !== null && a[1] < b[2] && b[1] < a[2];

  /** A quote that opens its article; where it is from stands below, unless the next says the same. */
  function quoted(place, row, { tags, next }) {
    const [number] = place;
    const article = number === null ? null : book.articles[number];
    const told = article && !(next && next[0] === number);
    const words = quoteOf(place) || (article ? article.title : "");
    const from = told ? el("span", { class: "from", text: [article.source, article.day, article.title].filter(Boolean).join(" · ") }) : null;
    const body = article && article.text !== null
      ? el("button", { type: "button", text: words, on: { click: () => open(place, row.gold) } })
      : el("span", { text: words });
    return el("li", {}, ...tags, body, from);
  }

  /** Quotes in order; the last of a run from one article says where the run is from. */
  const quotes = (places, row, tagsOf) =>
    places.map((place, i) => quoted(place, row, { tags: tagsOf(place, i), next: places[i + 1] }));

  const tag = (text, missed) => el("span", { class: missed ? "tag missed" : "tag", text });

  function citeButton(n, row) {
    const place = row.answer.citations[n];
    if (!place) return document.createTextNode(`[${n}]`);
    if (book.articles[place[0]].text === null) return el("span", { class: "cite", text: n, title: quoteOf(place) });
    return el("button", { type: "button", class: "cite", text: n, title: quoteOf(place), "aria-label": `Citation ${n}: open the article`, on: { click: () => open(place, row.gold) } });
  }

  function written(row) {
    const answer = row.answer;
    if (answer.status !== "answered" || !answer.sentences.length) return [el("p", { text: answer.text })];
    return answer.sentences.map(([text, numbers, support]) =>
      el("p", {}, `${text} `, ...numbers.map((n) => citeButton(n, row)),
        support === "unchecked" || support === "supported" ? null : el("span", { class: `support s-${support}`, text: support })));
  }

  function goldTags(place, index, row) {
    const rank = row.hits.findIndex((hit) => hit.gold.includes(index));
    const tags = [];
    const answer = row.answer;
    if (answer) {
      if (Object.values(answer.citations).some((cited) => overlaps(cited, place))) tags.push(tag("cited"));
      else if (answer.evidence.some((seen) => overlaps(seen, place))) tags.push(tag("in evidence"));
      else if (answer.evidence.length) tags.push(tag("not in evidence", true));
    }
    if (rank >= 0) tags.push(tag(`rank ${rank + 1}`));
    else if (row.hits.length) tags.push(tag("not found", true));
    return tags;
  }

  const titled = (title, ...content) => [el("h4", { text: title }), ...content];

  function detail(row) {
    const left = el("div", {}), right = el("div", {});
    if (row.history.length) {
      left.append(...titled("Before it", el("div", { class: "history" }, ...row.history.map(([role, text]) =>
        el("p", {}, el("b", { text: role === "user" ? "Asked: " : "Answered: " }), text)))));
    }
    const answer = row.answer;
    if (row.error) left.append(...titled("Error", el("p", { class: "error", text: row.error })));
    if (answer) {
      if (answer.standalone && answer.standalone !== row.question) left.append(...titled("Understood as", el("p", { text: answer.standalone })));
      left.append(...titled(row.written ? "Answer" : "Answer, in quotes", el("div", { class: "answer" }, ...written(row))));
      if (answer.note) left.append(el("p", { class: "quiet", text: answer.note }));
      const isGold = (place) => row.gold.some((gold) => overlaps(gold, place));
      const evidence = quotes(answer.evidence, row, (place) => (isGold(place) ? [tag("gold")] : []));
      const near = quotes(answer.near, row, () => []);
      if (evidence.length) left.append(...titled("Evidence", el("ol", { class: "quotes numbered" }, ...evidence)));
      if (near.length) left.append(...titled("Near misses", el("ul", { class: "quotes" }, ...near)));
    }
    const forms = row.accepted.length ? row.accepted.map((part) => part.join("  ·  ")) : ["none given"];
    right.append(...titled(row.accepted.length > 1 ? "Accepted, each of" : "Accepted",
      ...(row.answerable ? forms : ["No answer: a refusal is right."]).map((text) => el("p", { text }))));
    const gold = quotes(row.gold, row, (place, i) => goldTags(place, i, row));
    if (gold.length) right.append(...titled("Gold", el("ul", { class: "quotes" }, ...gold)));
    if (row.hits.length) {
      const list = el("ol", { class: "quotes" }, ...row.hits.map((hit, i) => {
        const article = book.articles[hit.place[0]];
        const words = article.text === null ? article.title : article.text.slice(hit.place[1], hit.place[2]);
        const short = words.length > 180 ? `${words.slice(0, 180).trimEnd()}…` : words;
        const body = article.text === null ? el("span", { text: short }) : el("button", { type: "button", text: short, on: { click: () => open(hit.place, row.gold) } });
        return el("li", {}, el("span", { class: "num quiet", text: `${i + 1}  ` }), hit.gold.length ? tag("gold") : null, body,
          el("span", { class: "from", text: [article.source, article.day, article.title, signed(hit.score)].filter(Boolean).join(" · ") }));
      }));
      right.append(el("details", {}, el("summary", { text: `${row.hits.length} passages found` }), list));
    }
    const scores = Object.entries(row.scores);
    if (scores.length) {
      right.append(el("details", {}, el("summary", { text: "Scores" }), el("ul", { class: "scores" },
        ...scores.map(([name, value]) => el("li", { text: `${book.metrics[name]}: ${name.endsWith("_ms") ? shortMs(value) : signed(value)}` })),
        row.confidence === null ? null : el("li", { text: `Confidence: ${signed(row.confidence)}` }))));
    }
    right.append(el("p", { class: "quiet" }, "Case ", el("a", { href: `#case=${encodeURIComponent(row.id)}`, text: row.id })));
    return el("div", { class: "panes" }, left, right);
  }

  // ---- The table of cases: rows are made as they are scrolled to

  const PAGE = 60;

  /** Shows a list piece by piece: `draw` makes one item, the rest waits until the end comes into view. */
  function lazily(list, end, draw) {
    let items = [], shown = 0;
    const more = () => {
      const next = items.slice(shown, shown + PAGE);
      list.append(...next.map(draw));
      shown += next.length;
      end.textContent = shown < items.length ? `${items.length - shown} more` : "";
    };
    // After each page the end may still be in view; an observer reports changes only, so it is asked again.
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting) || shown >= items.length) return;
      more();
      watch.unobserve(end);
      watch.observe(end);
    }, { rootMargin: "600px" });
    watch.observe(end);
    return (chosen) => {
      items = chosen;
      shown = 0;
      list.replaceChildren();
      more();
      watch.unobserve(end);
      watch.observe(end);
    };
  }

  const rank = (row) => { const at = row.hits.findIndex((hit) => hit.gold.length); return at < 0 ? null : at + 1; };
  const took = (row) => (row.answer ? row.answer.ms : null);
  const KEYS = { verdict: (row) => row.verdict, question: (row) => row.question.toLowerCase(), kind: (row) => row.kind, rank, ms: took };

  function setUpCases() {
    const body = byId("case-rows");
    const chosen = { words: [], kind: "", status: "", verdicts: new Set(), sort: "", down: false };
    const expanded = new Set();
    const texts = new Map();

    /** All of a case's own words, lower case; made when first searched, since most never are. */
    const textOf = (row) => {
      let text = texts.get(row);
      if (text === undefined) {
        const answer = row.answer;
        text = [row.id, row.question, row.kind, row.verdict, row.accepted.flat().join(" "), row.error, answer ? answer.text : "", ...row.gold.map(quoteOf)].join("\n").toLowerCase();
        texts.set(row, text);
      }
      return text;
    };

    const toggle = (row, line) => {
      const button = line.querySelector("button");
      const opening = !expanded.has(row);
      button.setAttribute("aria-expanded", String(opening));
      if (opening) {
        expanded.add(row);
        line.after(el("tr", { class: "detail" }, el("td", { colspan: "5" }, detail(row))));
      } else {
        expanded.delete(row);
        line.nextElementSibling.remove();
      }
    };

    const draw = (row) => {
      const line = el("tr", { class: "case", id: `case=${row.id}` },
        el("td", { class: "c-verdict" }, el("span", { class: `verdict v-${slug(row.verdict)}`, text: row.verdict })),
        el("td", { class: "c-question" }, el("button", { type: "button", "aria-expanded": "false", text: row.question })),
        el("td", { class: "c-kind", text: spaced(row.kind) }),
        el("td", { class: "c-rank", text: rank(row) ?? (row.hits.length && row.gold.length ? "–" : "") }),
        el("td", { class: "c-ms", text: shortMs(took(row)) }));
      line.addEventListener("click", () => { if (!String(getSelection())) toggle(row, line); });
      return line;
    };

    const fill = lazily(body, byId("case-end"), draw);
    const show = (rows) => { expanded.clear(); fill(rows); };

    const update = () => {
      const kept = book.rows.filter((row) =>
        (!chosen.kind || row.kind === chosen.kind)
        && (!chosen.status || (row.answer ? row.answer.status : row.error ? "error" : "") === chosen.status)
        && (!chosen.verdicts.size || chosen.verdicts.has(row.verdict))
        && chosen.words.every((word) => textOf(row).includes(word)));
      if (chosen.sort) {
        const key = KEYS[chosen.sort], way = chosen.down ? -1 : 1;
        kept.sort((a, b) => {
          const x = key(a), y = key(b);
          if (x === null || y === null) return (x === null) - (y === null); // what has no value comes last, either way
          return way * (x < y ? -1 : x > y ? 1 : 0);
        });
      }
      byId("case-count").textContent = kept.length === book.rows.length ? `${kept.length} cases` : `${kept.length} of ${book.rows.length} cases`;
      show(kept);
    };

    let waiting = 0;
    byId("case-search").addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { chosen.words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean); update(); }, 120);
    });
    byId("case-kind").addEventListener("change", (event) => { chosen.kind = event.target.value; update(); });
    byId("case-status").addEventListener("change", (event) => { chosen.status = event.target.value; update(); });
    for (const chip of document.querySelectorAll(".chip")) {
      chip.addEventListener("click", () => {
        const on = chip.getAttribute("aria-pressed") !== "true";
        chip.setAttribute("aria-pressed", String(on));
        chosen.verdicts[on ? "add" : "delete"](chip.dataset.verdict);
        update();
      });
    }
    for (const head of document.querySelectorAll("table.cases th[data-key]")) {
      head.querySelector("button").addEventListener("click", () => {
        const key = head.dataset.key;
        chosen.down = chosen.sort === key && !chosen.down;
        chosen.sort = key;
        for (const other of document.querySelectorAll("table.cases th[data-key]")) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", chosen.down ? "descending" : "ascending");
        update();
      });
    }
    update();

    /** Goes to the case named in the address, as a link to one case does. */
    const follow = () => {
      if (!location.hash.startsWith("#case=")) return;
      const id = decodeURIComponent(location.hash.slice("#case=".length));
      const row = book.rows.find((each) => each.id === id);
      if (!row) return;
      if (!byId(`case=${id}`)) show([row, ...book.rows.filter((each) => each !== row)]);
      const line = byId(`case=${id}`);
      if (!expanded.has(row)) toggle(row, line);
      line.scrollIntoView({ block: "start" });
    };
    addEventListener("hashchange", follow);
    follow();
  }

  // ---- What changed against a baseline

  function setUpFlips() {
    const list = byId("flips");
    if (!list) return;
    const side = (title, text) => el("div", {}, el("h4", { text: title }), text || "(answer not kept)");
    const show = lazily(list, byId("flip-end"), (flip) => {
      const better = flip.better;
      return el("div", { class: "flip" },
        el("p", { class: "q" }, el("span", { class: better ? "up" : "down", text: better ? "▲ " : "▼ " }), el("a", { href: `#case=${encodeURIComponent(flip.id)}`, text: flip.question })),
        el("p", { class: "quiet", text: `${flip.metric} ${signed(flip.before)} → ${signed(flip.after)} · ${spaced(flip.kind)}` }),
        el("div", { class: "sides" }, side("Before", flip.answers[0]), side("Now", flip.answers[1])));
    });
    const which = byId("flip-which");
    const update = () => {
      const [way, metric] = which.value.split("|");
      show(book.flips.filter((flip) => (!way || (way === "better") === flip.better) && (!metric || flip.metric === metric)));
    };
    which.addEventListener("change", update);
    update();
  }

  // ---- One of several pictures

  const choice = byId("by-kind");
  if (choice) {
    choice.addEventListener("change", () => {
      for (const picture of document.querySelectorAll("[data-metric]")) picture.hidden = picture.dataset.metric !== choice.value;
    });
  }

  setUpCases();
  setUpFlips();
})();
