// @ts-check
// Makes decisions: shows each at once, keeps it in the outbox, undoes it, and says what became of it.
import { cardOf, draftOf, every, focusCard, focusHere, focusNext, inWords, isOpen, nameOf, show, side, turnTo } from "./cards.js";
import { clock, copy, link, one, say, tell, way } from "./messages.js";
import * as outbox from "./outbox.js";

/**
 * @typedef {import("./outbox.js").Draft} Draft
 * @typedef {import("./outbox.js").Waiting} Waiting
 * @typedef {{ item: string, claim: string | null, before: Draft, after: Draft }} Step of the whole text without a claim
 * @typedef {{ done: Step[], undone: Step[], then?: "undo" | "redo" }} Steps
 */

const { item = "", person = "" } = side.dataset;
const works = side.dataset.work === "yes";

/** How the next decision comes about: `key` while a key is at work. */
export const way_of = { via: "button" };
/** The card that was rejected last: what a digit gives the reason of. @type {{ card: HTMLElement | null }} */
export const rejected = { card: null };

/** @type {(until: string | null) => void} */
let heardOfLease = () => undefined;

/** @param {(until: string | null) => void} hear what an answer says of the lease */
export function onLease(hear) {
  heardOfLease = hear;
}

export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing where there is no HTTPS
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Keep one decision, show it, and send it; false where no more can wait. @param {HTMLElement} card
 * @param {Draft} draft @param {string} how @param {boolean} isStep whether an undo goes back on it */
export function decide(card, draft, how = way_of.via, isStep = how !== "undo") {
  if (isFull()) return false;
  const { label: _, ...said } = draft;
  const before = repeatable(draftOf(card));
  const seen = draft.verdict === "add" ? 0 : Number(card.dataset.version);
  const claim = card.dataset.claim ?? "";
  const supersedes = card.dataset.decisionId || null;
  const made = how === "undo" && !supersedes ? way_of.via : how; // an undo has to name what it takes back
  const body = { ...said, id: uuid(), item, claim, seen_version: seen, via: made, supersedes, client_at: new Date() };
  card.dataset.version = String(seen + 1);
  card.dataset.decisionId = body.id;
  card.setAttribute("data-saving", "");
  one("[data-conflict]", card)?.remove();
  if (isStep) remember({ item, claim, before: draft.verdict === "add" ? { verdict: "withdraw" } : before, after: draft });
  if (draft.verdict === "reject") rejected.card = card;
  show(card, draft);
  void outbox.put({ person, item, claim, name: nameOf(card), draft, before, body });
  say(`${nameOf(card)}: ${inWords(draft).replace(/^./, (first) => first.toLowerCase())}. ${every().filter(isOpen).length} left.`);
  return true;
}

/** A skill is added once; what says it again confirms it. @param {Draft} draft @returns {Draft} */
export function repeatable(draft) {
  return draft.verdict === "add" ? { ...draft, verdict: "confirm", replacement: undefined, label: undefined } : draft;
}

function isFull() {
  if (outbox.count() < outbox.MOST_WAITING) return false;
  const words = `${outbox.MOST_WAITING} decisions wait to be saved. Stop here until the network is back.`;
  tell("full", "warn", words, way("Try again", outbox.send));
  return true;
}

/** Say of a text without suggestions that there is nothing, or take that back. @param {string} verdict */
export function decideWhole(verdict) {
  if (!sayOfWhole(verdict)) return;
  if (verdict === "none") remember({ item, claim: null, before: { verdict: "clear" }, after: { verdict } });
  else takeOff(null);
}

/** Keep a decision on the whole text, and show the page as it is then. @param {string} verdict */
function sayOfWhole(verdict) {
  if (isFull()) return false;
  const draft = { verdict };
  const supersedes = (verdict === "clear" && one("[data-whole-item] [name=supersedes]")?.value) || null;
  const via = supersedes ? "undo" : way_of.via; // an undo has to name what it takes back
  const body = { ...draft, id: uuid(), item, claim: null, seen_version: 0, via, supersedes, client_at: new Date() };
  void outbox.put({ person, item, claim: null, name: "Nothing in this text", draft, before: draft, body });
  void leave(() => location.reload());
  return true;
}

/** Decide the undecided claims on the same words alike, where the person ticked that. @param {HTMLElement} card
 * @param {Draft} draft */
export function decideLinked(card, draft) {
  if (!one("[data-linked]:checked", card) || !["confirm", "reject", "unsure"].includes(draft.verdict)) return;
  for (const other of every()) {
    const same = other !== card && other.dataset.group === card.dataset.group && isOpen(other);
    if (same && !other.hasAttribute("data-broken")) decide(other, { verdict: draft.verdict }, "linked");
  }
}

/** Take up what waits from an earlier page, and begin to send. */
export async function takeUp() {
  const found = await outbox.open(person, { kept, refused });
  for (const { item: where, claim, draft, body } of found) {
    const card = where === item ? cardOf(claim) : undefined;
    if (!card) continue;
    card.setAttribute("data-saving", "");
    card.dataset.version = String(Number(body.seen_version) + 1);
    card.dataset.decisionId = String(body.id);
    show(card, draft);
  }
  await outbox.send();
}

/** Go on once everything is saved. @param {() => void} on */
export async function leave(on) {
  await outbox.send();
  if (!outbox.count()) return on();
  const many = `${outbox.count()} decision${outbox.count() === 1 ? " is" : "s are"}`;
  tell("wait", "warn", `Wait: ${many} not saved yet. Stay on this page until all is saved.`, way("Try again", outbox.send));
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
  heardOfLease(answer.lease_until);
}

/** A decision was not kept, and what was made on top of it falls with it. @param {Waiting[]} lost
 * @param {import("./outbox.js").Reply} reply */
function refused(lost, reply) {
  const [first, last] = [lost[0], lost[lost.length - 1]];
  const card = first.item === item ? cardOf(first.claim) : undefined;
  for (const decision of lost) forget(decision);
  const why = `Not saved: ${first.name}. ${reply.answer.detail ?? ""}`;
  if (!card) return tell(`lost-${first.body.id}`, "conflict", why, link("Open that text", `/i/${first.item}`));
  card.removeAttribute("data-saving");
  card.dataset.version = String(first.body.seen_version); // a key that was pressed too early must not replace theirs
  card.dataset.decisionId = String(first.body.supersedes ?? "");
  if (reply.answer.code === "stale_version") return clash(card, last.draft, reply.answer.about ?? {});
  if (first.draft.verdict === "add") card.closest("li")?.remove();
  show(card, first.before);
  const tone = reply.status === 409 ? "conflict" : "error";
  tell(`lost-${first.body.id}`, tone, why, way("Load the text as it is now", () => leave(() => location.reload())));
  focusHere();
}

/** Show both decisions and let the person choose. @param {HTMLElement} card @param {Draft} mine @param {any} now */
function clash(card, mine, now) {
  const panel = copy("conflict");
  const { reason, level, label } = now;
  const theirs = { verdict: now.in_force === false ? "clear" : now.verdict, reason, level, label };
  const whose = [now.by && `by ${now.by}`, now.at && `at ${clock(now.at)}`].filter(Boolean).join(" ");
  one('[data-slot="theirs"]', panel).textContent = inWords(theirs) + (whose ? ` (${whose})` : "");
  one('[data-slot="mine"]', panel).textContent = inWords(mine);
  one("[data-keep]", panel).addEventListener("click", (/** @type {Event} */ event) => {
    event.preventDefault();
    location.hash = card.id;
    void leave(() => location.reload());
  });
  one("[data-replace]", panel).addEventListener("click", () => {
    card.dataset.version = String(now.version);
    card.dataset.decisionId = now.mine ? now.decision : "";
    if (decide(card, mine)) focusNext(card);
  });
  one('[data-slot="panel"]', card).replaceChildren(panel);
  turnTo(card);
  panel.focus();
  say(`${nameOf(card)} was changed by someone else: ${inWords(theirs)}. Yours: ${inWords(mine)}.`);
}

// Undo: the steps of this sign-in, across texts

const STEPS_AT = `skillweave.steps.${person}`;
/** @returns {Steps} */
const steps = () => JSON.parse(sessionStorage.getItem(STEPS_AT) ?? '{"done":[],"undone":[]}');
/** @param {Steps} made */
const keepSteps = (made) => sessionStorage.setItem(STEPS_AT, JSON.stringify(made));

/** @param {Step} made */
function remember(made) {
  keepSteps({ done: [...steps().done, made], undone: [] });
}

/** @param {Step[]} made @param {string} where @param {string | null | undefined} claim */
const lastOf = (made, where, claim) => made.map((step) => `${step.item} ${step.claim}`).lastIndexOf(`${where} ${claim}`);

/** @param {Waiting} lost */
function forget(lost) {
  const { done, undone } = steps();
  const place = lastOf(done, lost.item, lost.claim);
  if (place >= 0) keepSteps({ done: done.filter((_, index) => index !== place), undone });
}

/** Undo or redo the last decision, be it on another text. @param {"undo" | "redo"} which */
export function again(which) {
  const { done, undone } = steps();
  const [from, to] = which === "undo" ? [done, undone] : [undone, done];
  const made = from[from.length - 1];
  if (!made) return say(`Nothing to ${which}.`);
  if (made.item !== item) {
    keepSteps({ done, undone, then: which });
    return void leave(() => location.assign(`/i/${made.item}`));
  }
  const card = cardOf(made.claim);
  const draft = which === "undo" ? made.before : repeatable(made.after);
  const whole = made.claim === null;
  from.pop();
  if (whole ? !sayOfWhole(draft.verdict) : card && !decide(card, draft, which === "undo" ? "undo" : way_of.via, false)) return;
  if (whole || card) to.push(made);
  keepSteps({ done, undone });
  if (!card) return;
  focusCard(card);
  say(`${nameOf(card)}: ${which === "undo" ? "undone" : "done again"}.`);
  if (!works) void leave(() => location.reload()); // it was finished, and is at work again
}

/** Take up the word with which an undo led here from another text; it is forgotten where that text could not be opened.
 * @returns {"undo" | "redo" | undefined} what to go on with */
export function ledHere() {
  const { then, ...made } = steps();
  keepSteps(made);
  const from = then === "undo" ? made.done : made.undone;
  return from[from.length - 1]?.item === item ? then : undefined;
}

/** Take back what was decided on one card. @param {HTMLElement} card */
export function undoCard(card) {
  const { done } = steps();
  const place = lastOf(done, item, card.dataset.claim);
  const before = place >= 0 ? done[place].before : { verdict: card.hasAttribute("data-own") ? "withdraw" : "clear" };
  if (!decide(card, before, "undo")) return;
  takeOff(card.dataset.claim);
  focusCard(card);
}

/** Note that the last step on a claim was undone. @param {string | null | undefined} claim */
function takeOff(claim) {
  const { done, undone } = steps();
  const place = lastOf(done, item, claim);
  if (place >= 0) keepSteps({ done: done.filter((_, index) => index !== place), undone: [...undone, done[place]] });
}
