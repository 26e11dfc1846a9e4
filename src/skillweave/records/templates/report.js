// @ts-check
// Lights claims and their evidence together, and filters the entries. Without it the page shows everything.

/**
 * @typedef { { element: HTMLElement, number: string, framework: string, kind: string } } Claim
 * @typedef { { element: HTMLElement, claims: string[], ends: string[] } } Mark
 * @typedef { { element: HTMLElement, status: string, claims: Claim[], marks: Mark[], words: string | null } } Entry
 */

/** @param {string} selector @param {ParentNode} root @returns {HTMLElement[]} */
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** @param {string} id @returns {HTMLElement} */
const named = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string | undefined} list @returns {string[]} */
const words = (list) => (list ? list.split(" ") : []);

/** @param {string} text */
const folded = (text) => text.normalize("NFKC").toLowerCase();

/** @param {HTMLElement} element @returns {Entry} */
function readEntry(element) {
  const claims = all(".claim", element).map((claim) => {
    const { framework = "", kind = "" } = /** @type {HTMLElement} */ (claim.closest(".framework")).dataset;
    return { element: claim, number: claim.dataset.number ?? "", framework, kind };
  });
  const marks = all("mark", element).map((mark) => ({
    element: mark,
    claims: words(mark.dataset.claims),
    ends: words(mark.dataset.ends),
  }));
  return { element, status: element.dataset.status ?? "", claims, marks, words: null };
}

const KINDS = ["transferable", "technical", "core"];
const SEARCHED = "h3, header .facts, .text, .name, .quotes, .reason";
const entries = all(".entry").map(readEntry);
const entryOf = new Map(entries.map((entry) => [entry.element, entry]));
const note = named("note");

/** @param {EventTarget | Element | null} target @returns {HTMLElement | null} */
const partAt = (target) => (target instanceof Element ? target.closest("mark:not(.off), .claim") : null);

/** @param {Element} part @returns {Entry | undefined} */
const entryAt = (part) => entryOf.get(/** @type {HTMLElement} */ (part.closest(".entry")));

// Lighting

function clear() {
  for (const part of all(".lit")) part.classList.remove("lit");
  note.textContent = "";
}

/** Light a claim with all its marks, or a mark with all its claims and theirs. @param {HTMLElement} part */
function light(part) {
  const entry = entryAt(part);
  if (!entry) return;
  clear();
  const numbers = part.matches("mark") ? words(part.dataset.claims) : [part.dataset.number ?? ""];
  const shown = entry.claims.filter((claim) => numbers.includes(claim.number) && !claim.element.hidden);
  const wanted = new Set(shown.map((claim) => claim.number));
  for (const claim of shown) claim.element.classList.add("lit");
  const marks = entry.marks.filter((mark) => mark.claims.some((number) => wanted.has(number)));
  for (const mark of marks) mark.element.classList.add("lit");
  if (!part.matches("mark") && marks.length) revealInText(marks[0].element);
}

/** Scroll a long text to a mark without moving the page. @param {HTMLElement} mark */
function revealInText(mark) {
  const text = /** @type {HTMLElement} */ (mark.closest(".text"));
  const [inner, outer] = [mark.getBoundingClientRect(), text.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    text.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}

/** Say which claims a mark is evidence for. @param {HTMLElement} mark */
function announce(mark) {
  const lit = entryAt(mark)?.claims.filter((claim) => claim.element.matches(".lit")) ?? [];
  const own = lit.filter((claim) => words(mark.dataset.claims).includes(claim.number));
  const names = own.map((claim) => `${claim.number} ${claim.element.querySelector(".name a")?.textContent}`);
  note.textContent = `Evidence for: ${names.join("; ")}`;
}

document.addEventListener("mouseover", (event) => {
  const part = partAt(event.target);
  if (part) light(part);
});

document.addEventListener("mouseout", (event) => {
  if (!partAt(event.target) || partAt(event.relatedTarget)) return;
  const focused = partAt(document.activeElement);
  if (focused) light(focused);
  else clear();
});

document.addEventListener("focusin", (event) => {
  const part = partAt(event.target);
  if (!part) return;
  light(part);
  if (part.matches("mark")) {
    keepOneStop(part);
    announce(part);
  }
});

document.addEventListener("focusout", clear);

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest(".name a") : null;
  const first = document.querySelector("mark.lit");
  if (!link || !first) return;
  event.preventDefault(); // following the link would take the focus, and with it the light, from the claim
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
});

// Keys: each text is one stop of the Tab key; arrows go from mark to mark

/** @param {HTMLElement} mark */
function keepOneStop(mark) {
  for (const other of entryAt(mark)?.marks ?? []) other.element.tabIndex = other.element === mark ? 0 : -1;
}

/** @param {string} key @param {number} place @param {number} last */
function nextPlace(key, place, last) {
  const places = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: last };
  return key in places ? Math.min(last, Math.max(0, places[/** @type {keyof typeof places} */ (key)])) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clear();
  const part = partAt(event.target);
  if (!part?.matches("mark") || event.ctrlKey || event.altKey || event.metaKey) return;
  const marks = (entryAt(part)?.marks ?? []).map((mark) => mark.element).filter((mark) => !mark.matches(".off"));
  const place = nextPlace(event.key, marks.indexOf(part), marks.length - 1);
  if (place === null) return;
  event.preventDefault();
  marks[place].focus();
});

// Filter

/** @param {string} name @returns {Set<string>} */
const ticked = (name) => new Set(all(`input[name="${name}"]:checked`).map((box) => /** @type {HTMLInputElement} */ (box).value));

const search = /** @type {HTMLInputElement} */ (named("search"));

/** @param {Entry} entry @param {string} wanted */
function holds(entry, wanted) {
  if (!wanted) return true;
  entry.words ??= folded(all(SEARCHED, entry.element).map((part) => part.textContent).join("\n"));
  return entry.words.includes(wanted);
}

/** Show an entry's claims of the ticked frameworks only, and mark their evidence only. @param {Entry} entry @param {Set<string>} frameworks */
function showClaims(entry, frameworks) {
  /** @type {Map<string, string>} */
  const shown = new Map();
  for (const claim of entry.claims) {
    claim.element.hidden = !frameworks.has(claim.framework);
    if (!claim.element.hidden) shown.set(claim.number, claim.kind);
  }
  for (const group of all(".framework, details.kind", entry.element)) {
    const count = group.querySelectorAll(".claim:not([hidden])").length;
    const said = group.querySelector(":scope > summary .quiet");
    if (said) said.textContent = `(${count})`;
    group.hidden = count === 0;
  }
  for (const mark of entry.marks) showMark(mark, shown);
  const first = entry.marks.find((mark) => !mark.element.matches(".off"));
  if (first) keepOneStop(first.element);
  return shown.size;
}

/** @param {Mark} mark @param {Map<string, string>} shown numbers of claims, each with its kind */
function showMark(mark, shown) {
  const kinds = new Set(mark.claims.map((number) => shown.get(number)));
  for (const kind of KINDS) mark.element.classList.toggle(kind, kinds.has(kind));
  mark.element.classList.toggle("off", !KINDS.some((kind) => kinds.has(kind)));
  const ends = mark.ends.filter((number) => shown.has(number)).join(" ");
  if (ends) mark.element.dataset.ends = ends;
  else delete mark.element.dataset.ends;
}

function filter() {
  clear();
  const [frameworks, statuses, wanted] = [ticked("framework"), ticked("status"), folded(search.value.trim())];
  let [shownEntries, shownClaims, claims] = [0, 0, 0];
  for (const entry of entries) {
    const left = showClaims(entry, frameworks);
    const empty = entry.claims.length > 0 && left === 0;
    entry.element.hidden = empty || !statuses.has(entry.status) || !holds(entry, wanted);
    shownEntries += entry.element.hidden ? 0 : 1;
    shownClaims += entry.element.hidden ? 0 : left;
    claims += entry.claims.length;
  }
  named("shown").textContent = `Showing ${shownEntries} of ${entries.length} entries, ${shownClaims} of ${claims} claims.`;
}

function reset() {
  for (const box of all("#filter input[type=checkbox]")) /** @type {HTMLInputElement} */ (box).checked = true;
  search.value = "";
  filter();
}

let waiting = 0;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 150);
});
named("filter").addEventListener("change", filter);
named("reset").addEventListener("click", reset);

// Paper: what is folded away would be missing

/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener("beforeprint", () => {
  opened = /** @type {HTMLDetailsElement[]} */ (all("details:not([open])"));
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});

named("filter").hidden = false;
filter();
