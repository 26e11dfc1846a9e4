// @ts-check
// The cards of claims: what they show, which one is in hand, where the focus goes, which words are lit.
import { all, copy, one, say } from "./messages.js";

/** @typedef {import("./outbox.js").Draft} Draft */

/** @type {Record<string, [string, string]>} */
const WORDS = {
  confirm: ["confirmed", "Confirmed"], reject: ["rejected", "Rejected"], correct: ["corrected", "Corrected"],
  unsure: ["unsure", "Unsure"], add: ["added", "Added"], withdraw: ["withdrawn", "Taken back"],
  clear: ["suggested", "To decide"], none: ["rejected", "None"],
};

export const side = /** @type {HTMLElement} */ (one("#claims"));
export const text = /** @type {HTMLElement} */ (one("#text"));
const works = side.dataset.work === "yes";
const reasons = JSON.parse(side.dataset.reasons ?? "{}");

export const every = () => all(".claim", side);
export const cards = () => every().filter((card) => !card.closest("li[hidden], details:not([open])"));
/** @param {HTMLElement} card */
export const isOpen = (card) => card.hasAttribute("data-open");
/** @param {HTMLElement} card @returns {string} */
export const nameOf = (card) => one("h3", card).textContent.trim();
/** @param {HTMLElement} card @returns {Draft} */
export const draftOf = (card) => JSON.parse(card.dataset.draft ?? "{}");
/** @param {string | null} claim */
export const cardOf = (claim) => every().find((card) => card.dataset.claim === claim);
/** Tell whether what the person themselves said of a claim stands; a policy's word is none. @param {HTMLElement} card */
export const hasSaid = (card) => Boolean(card.dataset.decisionId) && !isOpen(card) && card.dataset.state !== "withdrawn";
export const here = () => every().find((card) => card.classList.contains("here"));

/** @param {Draft} draft */
export const outcome = ({ verdict, label, level, reason }) =>
  [verdict === "correct" && label && `instead: ${label}`, level && `level ${level}`, reason && reasons[reason]].filter(Boolean).join(", ");

/** @param {Draft} draft */
export const inWords = (draft) => [WORDS[draft.verdict][1], outcome(draft)].filter(Boolean).join(", ");

/** Show a decision on its card. @param {HTMLElement} card @param {Draft} draft */
export function show(card, draft) {
  const own = card.hasAttribute("data-own");
  const as = /** @type {Record<string, string>} */ ({ confirm: "add", clear: "withdraw" });
  const verdict = own ? as[draft.verdict] ?? draft.verdict : draft.verdict;
  const [state, word] = WORDS[verdict];
  card.dataset.state = state;
  card.dataset.draft = JSON.stringify(draft);
  card.toggleAttribute("data-open", verdict === "clear" && !card.hasAttribute("data-equal"));
  const saving = document.createElement("span");
  saving.className = "unseen"; // it takes no room: what moves when the answer comes would move under a finger that presses
  saving.textContent = card.hasAttribute("data-saving") ? " · saving…" : "";
  one('[data-slot="state"]', card).replaceChildren(word, saving);
  one('[data-slot="outcome"]', card).textContent = outcome(draft);
  if (state === "rejected" && !own && one("#reasons") && !one(".reasons", card)) one(".claim-head", card).after(copy("reasons"));
  for (const chip of /** @type {HTMLButtonElement[]} */ (all(".reasons button", card))) {
    chip.setAttribute("aria-pressed", String(chip.value === draft.reason));
  }
  const field = one(".note [name=note]", card);
  if (field) one('[data-slot="note"]', card).textContent = draft.note ? `: ${draft.note}` : "";
  if (field && field !== document.activeElement) field.value = draft.note ?? "";
  showCount();
}

function showCount() {
  if (!works) return;
  const own = every().filter((card) => card.hasAttribute("data-own"));
  const asked = every().filter((card) => !own.includes(card) && !card.hasAttribute("data-equal"));
  const left = asked.filter(isOpen);
  const added = own.filter((card) => card.dataset.state !== "withdrawn").length;
  const decided = asked.length ? `${asked.length - left.length} of ${asked.length} decided` : "No suggestions";
  const next = document.createElement("span");
  next.className = "wide";
  next.textContent = left.length ? ` · next: ${nameOf(left[0])}` : "";
  one("#count").replaceChildren(one("#reveal") ? `${added} added` : decided + (added ? `, ${added} added` : ""), next);
}

/** Unfold a card, fold the others, light its evidence. @param {HTMLElement} card */
export function turnTo(card) {
  for (const other of every()) {
    other.classList.toggle("here", other === card);
    other.tabIndex = other === card ? 0 : -1;
  }
  const number = card.dataset.number ?? "";
  for (const mark of all("mark", text)) mark.classList.toggle("active", mark.dataset.claims?.split(" ").includes(number));
  revealInText(one("mark.active", text));
}

/** Scroll a long text, not the page, to a mark. @param {HTMLElement | null} mark */
export function revealInText(mark) {
  const box = /** @type {HTMLElement} */ (text.parentElement);
  if (!mark || box.scrollHeight <= box.clientHeight) return;
  const [inner, outer] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3;
}

/** @param {HTMLElement | undefined} card */
export function focusCard(card) {
  if (!card) return;
  card.closest("details")?.setAttribute("open", "");
  turnTo(card);
  card.focus();
}

export function focusHere() {
  const card = here() ?? cards()[0];
  if (card) focusCard(card);
  else (one("#add button") ?? side).focus();
}

/** Go to the next undecided claim, after the last to what comes then. @param {HTMLElement} card */
export function focusNext(card) {
  const order = cards();
  const place = order.indexOf(card);
  const next = [...order.slice(place + 1), ...order.slice(0, place)].find(isOpen);
  if (next) focusCard(next);
  else (one("#reveal") ?? one("#finish") ?? card).focus();
}

/** @param {number} by */
export function step(by) {
  const order = cards();
  const place = order.findIndex((card) => card === here()) + by;
  focusCard(order[Math.min(Math.max(place, 0), order.length - 1)]);
}

/** Go to another place of the evidence of a card. @param {HTMLElement} card @param {number} by */
export function stepEvidence(card, by) {
  const quotes = all("[data-at]", card);
  if (!quotes.length) return;
  const place = (quotes.findIndex((quote) => quote.matches(".now")) + by + quotes.length) % quotes.length;
  quotes.forEach((quote, index) => quote.classList.toggle("now", index === place));
  revealInText(one(`[data-start="${quotes[place].dataset.at}"]`, text));
  say(`Evidence ${place + 1} of ${quotes.length}: ${one("q", quotes[place]).textContent}`);
}
