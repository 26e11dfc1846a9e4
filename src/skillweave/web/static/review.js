// @ts-check
// The review page: cards, keys, focus, undo, the editor. Without it every form still works.
import { all, clock, copy, drop, link, one, say, tell, way } from "./messages.js";
import * as outbox from "./outbox.js";
import { findQuote, points, selectedSpan } from "./spans.js";

/**
 * @typedef {import("./outbox.js").Draft} Draft
 * @typedef {import("./outbox.js").Waiting} Waiting
 * @typedef {{ item: string, claim: string, before: Draft, after: Draft }} Step
 */

const BEAT_MS = 60_000;
const PAUSE_MS = 120;
/** @type {Record<string, [string, string]>} */
const WORDS = {
  confirm: ["confirmed", "Confirmed"], reject: ["rejected", "Rejected"], correct: ["corrected", "Corrected"],
  unsure: ["unsure", "Unsure"], add: ["added", "Added"], withdraw: ["withdrawn", "Taken back"],
  clear: ["suggested", "To decide"], none: ["rejected", "Rejected"],
};
const OF_CARD = ["confirm", "reject", "correct", "unsure", "next_evidence", "previous_evidence", "text"];

const side = /** @type {HTMLElement} */ (one("#claims"));
const text = /** @type {HTMLElement} */ (one("#text"));
const { item = "", queue = "", person = "" } = side.dataset;
const works = side.dataset.work === "yes";
const reasons = JSON.parse(side.dataset.reasons ?? "{}");
const levels = JSON.parse(side.dataset.levels ?? "{}");
const actions = new Map(Object.entries(JSON.parse(side.dataset.keymap ?? "{}")).map(([action, key]) => [key, action]));

/** How the decision being made came about. */
let via = "button";
/** @type {HTMLElement | null} the card that was rejected last: what a digit gives the reason of */
let rejected = null;
let held = Boolean(side.dataset.lease);
let until = side.dataset.until ?? "";
/** @type {import("./spans.js").Found | null} */
let selected = null;

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing where there is no HTTPS
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Cards

const every = () => all(".claim", side);
const cards = () => every().filter((card) => !card.closest("li[hidden], details:not([open])"));
/** @param {HTMLElement} card */
const isOpen = (card) => card.hasAttribute("data-open");
/** @param {HTMLElement} card @returns {string} */
const nameOf = (card) => one("h3", card).textContent.trim();
/** @param {HTMLElement} card @returns {Draft} */
const draftOf = (card) => JSON.parse(card.dataset.draft ?? "{}");
/** @param {string | null} claim */
const cardOf = (claim) => every().find((card) => card.dataset.claim === claim);
const here = () => every().find((card) => card.classList.contains("here"));

/** @param {Draft} draft */
const outcome = ({ label, level, reason }) =>
  [label && `instead: ${label}`, level && `level ${level}`, reason && reasons[reason]].filter(Boolean).join(", ");

/** @param {Draft} draft */
const inWords = (draft) => [WORDS[draft.verdict][1], outcome(draft)].filter(Boolean).join(", ");

/** Show a decision on its card. @param {HTMLElement} card @param {Draft} draft */
function show(card, draft) {
  const own = /** @type {Record<string, string>} */ ({ confirm: "add", clear: "withdraw" });
  const verdict = card.hasAttribute("data-own") ? own[draft.verdict] ?? draft.verdict : draft.verdict;
  const [state, word] = WORDS[verdict];
  card.dataset.state = state;
  card.dataset.draft = JSON.stringify(draft);
  card.toggleAttribute("data-open", verdict === "clear" && !card.hasAttribute("data-equal"));
  one('[data-slot="state"]', card).textContent = card.hasAttribute("data-saving") ? `${word} · saving…` : word;
  one('[data-slot="outcome"]', card).textContent = outcome(draft);
  for (const chip of /** @type {HTMLButtonElement[]} */ (all(".reasons button", card))) {
    chip.setAttribute("aria-pressed", String(chip.value === draft.reason));
  }
  showCount();
}

function showCount() {
  if (!works) return;
  const [shown, left] = [every(), every().filter(isOpen)];
  const next = left.length ? ` · next: ${nameOf(left[0])}` : "";
  const decided = `${shown.length - left.length} of ${shown.length} decided`;
  one("#count").textContent = one("#reveal") ? `${shown.length} added` : decided + next;
}

/** Unfold a card, fold the others, light its evidence. @param {HTMLElement} card */
function turnTo(card) {
  for (const other of every()) {
    other.classList.toggle("here", other === card);
    other.tabIndex = other === card ? 0 : -1;
  }
  const number = card.dataset.number ?? "";
  for (const mark of all("mark", text)) mark.classList.toggle("active", mark.dataset.claims?.split(" ").includes(number));
  revealInText(one("mark.active", text));
}

/** Scroll a long text, not the page, to a mark. @param {HTMLElement | null} mark */
function revealInText(mark) {
  const box = /** @type {HTMLElement} */ (text.parentElement);
  if (!mark || box.scrollHeight <= box.clientHeight) return;
  const [inner, outer] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3;
}

/** @param {HTMLElement | undefined} card */
function focusCard(card) {
  if (!card) return;
  card.closest("details")?.setAttribute("open", "");
  turnTo(card);
  card.focus();
}

function focusHere() {
  const card = here() ?? cards()[0];
  if (card) focusCard(card);
  else (one("#add button") ?? side).focus();
}

/** Go to the next undecided claim, after the last to what comes then. @param {HTMLElement} card */
function focusNext(card) {
  const order = cards();
  const place = order.indexOf(card);
  const next = [...order.slice(place + 1), ...order.slice(0, place)].find(isOpen);
  if (next) focusCard(next);
  else (one("#reveal") ?? one("#finish") ?? card).focus();
}

/** @param {number} by */
function step(by) {
  const order = cards();
  const place = order.findIndex((card) => card === here()) + by;
  focusCard(order[Math.min(Math.max(place, 0), order.length - 1)]);
}

/** Go to another place of the evidence of a card. @param {HTMLElement} card @param {number} by */
function stepEvidence(card, by) {
  const quotes = all("[data-at]", card);
  if (!quotes.length) return;
  const place = (quotes.findIndex((quote) => quote.matches(".now")) + by + quotes.length) % quotes.length;
  quotes.forEach((quote, index) => quote.classList.toggle("now", index === place));
  revealInText(one(`[data-start="${quotes[place].dataset.at}"]`, text));
  say(`Evidence ${place + 1} of ${quotes.length}: ${one("q", quotes[place]).textContent}`);
}

// Deciding

/** Keep one decision, show it, and send it. @param {HTMLElement} card @param {Draft} draft @param {string} how
 * @returns {boolean} false where no more can wait */
function decide(card, draft, how = via) {
  if (outbox.count() >= outbox.MOST_WAITING) {
    tell("full", "warn", `${outbox.MOST_WAITING} decisions wait to be saved. Stop here until the network is back.`, way("Try again", outbox.send));
    return false;
  }
  const { label: _, ...said } = draft;
  const before = draftOf(card);
  const seen = draft.verdict === "add" ? 0 : Number(card.dataset.version);
  const claim = card.dataset.claim ?? "";
  const body = { ...said, id: uuid(), item, claim, seen_version: seen, via: how, supersedes: card.dataset.decisionId || null, client_at: new Date() };
  card.dataset.version = String(seen + 1);
  card.dataset.decisionId = body.id;
  card.setAttribute("data-saving", "");
  one("[data-conflict]", card)?.remove();
  if (how !== "undo") remember({ item, claim, before: draft.verdict === "add" ? { verdict: "withdraw" } : before, after: draft });
  if (draft.verdict === "reject") rejected = card;
  show(card, draft);
  void outbox.put({ person, item, claim, name: nameOf(card), draft, before, body });
  const left = every().filter(isOpen).length;
  say(`${nameOf(card)}: ${inWords(draft).toLowerCase()}. ${left} left.`);
  return true;
}

/** Decide the undecided claims on the same words alike, where the person ticked that. @param {HTMLElement} card
 * @param {Draft} draft */
function decideLinked(card, draft) {
  if (!one("[data-linked]:checked", card) || !["confirm", "reject", "unsure"].includes(draft.verdict)) return;
  for (const other of every()) {
    const same = other !== card && other.dataset.group === card.dataset.group && isOpen(other);
    if (same && !other.hasAttribute("data-broken")) decide(other, { verdict: draft.verdict }, "linked");
  }
}

/** A decision is saved. @param {Waiting} done @param {any} answer */
function kept(done, answer) {
  if (done.item !== item) return;
  const card = cardOf(done.claim);
  if (card && !outbox.waitsFor(item, done.claim)) {
    card.dataset.version = String(answer.version);
    card.removeAttribute("data-saving");
    show(card, draftOf(card));
  }
  if (answer.lease_until) until = answer.lease_until;
  else if (held) leaseEnded();
}

/** A decision was not kept, and what was made on top of it falls with it. @param {Waiting[]} lost
 * @param {import("./outbox.js").Reply} reply */
function refused(lost, reply) {
  const [first, last] = [lost[0], lost[lost.length - 1]];
  const card = first.item === item ? cardOf(first.claim) : undefined;
  for (const one of lost) forget(one);
  const why = `Not saved: ${first.name}. ${reply.answer.detail ?? ""}`;
  if (!card) return tell(`lost-${first.body.id}`, "conflict", why, link("Open that text", `/i/${first.item}`));
  card.removeAttribute("data-saving");
  if (reply.answer.code === "stale_version") return clash(card, last.draft, reply.answer.about ?? {});
  card.dataset.version = String(first.body.seen_version);
  card.dataset.decisionId = String(first.body.supersedes ?? "");
  show(card, first.before);
  if (first.draft.verdict === "add") card.closest("li")?.remove();
  const tone = reply.status === 409 ? "conflict" : "error";
  tell(`lost-${first.body.id}`, tone, why, way("Load the text as it is now", () => leave(() => location.reload())));
  focusHere();
}

/** Show both decisions and let the person choose. @param {HTMLElement} card @param {Draft} mine @param {any} now */
function clash(card, mine, now) {
  const panel = copy("conflict");
  const theirs = { verdict: now.verdict ?? "clear", reason: now.reason, label: now.label, level: now.level };
  const whose = [now.by && `by ${now.by}`, now.at && `at ${clock(now.at)}`].filter(Boolean).join(" ");
  one('[data-slot="theirs"]', panel).textContent = inWords(theirs) + (whose ? ` (${whose})` : "");
  one('[data-slot="mine"]', panel).textContent = inWords(mine);
  one("[data-keep]", panel).addEventListener("click", (/** @type {Event} */ event) => {
    event.preventDefault();
    location.hash = card.id;
    leave(() => location.reload());
  });
  one("[data-replace]", panel).addEventListener("click", () => {
    card.dataset.version = String(now.version);
    card.dataset.decisionId = now.decision ?? "";
    if (decide(card, mine)) focusNext(card);
  });
  one('[data-slot="panel"]', card).replaceChildren(panel);
  turnTo(card);
  panel.focus();
  say(`${nameOf(card)} was changed by someone else: ${inWords(theirs)}. Yours: ${inWords(mine)}.`);
}

// Undo

const stepsAt = `skillweave.steps.${person}`;
/** @returns {{ done: Step[], undone: Step[], then?: string }} */
const steps = () => JSON.parse(sessionStorage.getItem(stepsAt) ?? '{"done":[],"undone":[]}');
/** @param {unknown} kept */
const keepSteps = (kept) => sessionStorage.setItem(stepsAt, JSON.stringify(kept));

/** @param {Step} made */
function remember(made) {
  keepSteps({ done: [...steps().done, made], undone: [] });
}

/** @param {Waiting} lost */
function forget(lost) {
  const { done, undone } = steps();
  const place = done.findLastIndex((made) => made.item === lost.item && made.claim === lost.claim);
  if (place >= 0) keepSteps({ done: done.toSpliced(place, 1), undone });
}

/** Undo or redo the last decision, be it on another text. @param {"undo" | "redo"} which */
function again(which) {
  const kept = steps();
  const [from, to] = which === "undo" ? [kept.done, kept.undone] : [kept.undone, kept.done];
  const made = from.at(-1);
  if (!made) return say(`Nothing to ${which}.`);
  const card = made.item === item ? cardOf(made.claim) : undefined;
  if (made.item !== item) {
    keepSteps({ ...kept, then: which });
    return leave(() => location.assign(`/i/${made.item}`));
  }
  from.pop();
  if (!card) return keepSteps(kept);
  const back = made.after.verdict === "add" ? { ...made.after, verdict: "confirm", replacement: undefined, spans: undefined } : made.after;
  if (!decide(card, which === "undo" ? made.before : back, "undo")) return;
  to.push(made);
  keepSteps(kept);
  focusCard(card);
  say(`${nameOf(card)}: ${which === "undo" ? "undone" : "done again"}.`);
}

/** Take back what was decided on one card. @param {HTMLElement} card */
function undoCard(card) {
  const { done, undone } = steps();
  const place = done.findLastIndex((made) => made.item === item && made.claim === card.dataset.claim);
  const made = done[place];
  const before = made ? made.before : { verdict: card.hasAttribute("data-own") ? "withdraw" : "clear" };
  if (!decide(card, before, "undo")) return;
  if (made) keepSteps({ done: done.toSpliced(place, 1), undone: [...undone, made] });
  focusCard(card);
}

// Forms

/** Read a decision out of its form; null where something is missing, which is said. @param {HTMLFormElement} form
 * @param {HTMLButtonElement | null} button @returns {Draft | null} */
function readDraft(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.set(button.name, button.value);
  /** @param {string} name */
  const value = (name) => String(fields.get(name) ?? "").trim() || undefined;
  /** @type {Draft} */
  const draft = { verdict: value("verdict") ?? "", reason: value("reason"), level: value("level"), note: value("note") };
  if (fields.get("gap")) draft.gap = true;
  const skill = value("skill");
  if (["correct", "add"].includes(draft.verdict)) {
    if (!skill) return fault(form, "search", "Choose a skill first.");
    const [framework, code] = [skill.slice(0, skill.indexOf(":")), skill.slice(skill.indexOf(":") + 1)];
    draft.replacement = { framework, code };
    draft.label = value("label") ?? one("[name=skill]:checked + span bdi", form)?.textContent ?? code;
  }
  const field = one("[name=quote]", form);
  const span = fields.get("whole") ? { start: 0, end: points(text.textContent ?? "") } : spanOf(field);
  if (field?.value.trim() && !span) return fault(form, "quote", "These words do not stand in the text.");
  const needed = draft.verdict === "add" || (draft.verdict === "confirm" && field);
  if (needed && !span) return fault(form, "quote", "Which words show it? Select them, or tick the whole text.");
  if (span) draft.spans = [{ start: span.start, end: span.end }];
  const plain = Object.entries(draft).filter(([, said]) => said !== undefined);
  return /** @type {Draft} */ (Object.fromEntries(plain));
}

/** @param {HTMLInputElement | null} field */
function spanOf(field) {
  if (!field?.value.trim()) return null;
  return field.dataset.quote === field.value ? JSON.parse(field.dataset.span ?? "null") : findQuote(text, field.value);
}

/** Say what is missing, where it is missing. @param {HTMLElement} form @param {string} where @param {string} words */
function fault(form, where, words) {
  one(".fault", form)?.remove();
  const line = Object.assign(document.createElement("p"), { className: "fault", textContent: words });
  form.prepend(line);
  const field = where === "search" ? one("[name=q]", /** @type {HTMLElement} */ (form.closest(".editor"))) : one("[name=quote]", form);
  field?.focus();
  say(words);
  return null;
}
