// @ts-check
// The review page: keys, forms, the lease, drawers. Without it every form still works.
import { cards, draftOf, every, focusCard, focusHere, focusNext, hasSaid, here, isOpen, nameOf, side, step, stepEvidence, text, turnTo } from "./cards.js";
import { again, decide, decideLinked, decideWhole, leave, ledHere, onLease, rejected, repeatable, takeUp, undoCard, uuid, way_of } from "./decide.js";
import { addCard, closeEditor, heedEvidence, heedSelection, openEditor, readDraft, searchKey, searchSoon, showLevels } from "./editor.js";
import { all, clock, copy, drop, one, say, tell, way } from "./messages.js";
import * as outbox from "./outbox.js";

const BEAT_MS = 60_000;
const REVEALED_AT = "skillweave.revealed";
const OF_CARD = ["confirm", "reject", "correct", "unsure", "text", "next_evidence", "previous_evidence"];
const { item = "", queue = "", keysOn } = side.dataset;
const works = side.dataset.work === "yes";
const actions = new Map(Object.entries(JSON.parse(side.dataset.keymap ?? "{}")).map(([action, key]) => [key, action]));
const drawer = /** @type {HTMLDialogElement} */ (one("#drawer"));
/** What this page calls its lease once it has taken the text: its being left ends this one, none of a page opened since. */
const mine = uuid();
let lease = side.dataset.lease ?? "";
let held = Boolean(lease);
let until = side.dataset.until ?? "";
let drawn = "";
/** @type {HTMLElement | null} where the focus was when a key asked to skip */
let cameFrom = null;

// Forms

/** @param {SubmitEvent} event */
function onSubmit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (form.matches("[data-decision]")) {
    event.preventDefault();
    submitDecision(form, button);
  } else if (form.matches("[data-undo]")) {
    event.preventDefault();
    const card = /** @type {HTMLElement | null} */ (form.closest(".claim"));
    if (card) undoCard(card);
    else again("undo");
  } else if (form.matches("[data-finish]")) {
    event.preventDefault();
    finish(form);
  } else if (form.matches(".search")) {
    event.preventDefault();
  } else if (form.method === "post") {
    event.preventDefault();
    if (form.matches("[data-reveal]")) sessionStorage.setItem(REVEALED_AT, item);
    void leave(() => form.submit());
  }
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
function submitDecision(form, button) {
  if (form.matches("[data-whole-item]")) return void decideWhole(one("[name=verdict]", form).value);
  const card = /** @type {HTMLElement} */ (form.closest(".claim"));
  if (form.matches("[data-note]")) return keepNote(card, one("[name=note]", form));
  const draft = readDraft(form, button);
  if (!draft) return;
  if (draft.verdict === "add") return addCard(draft);
  const same = isSame(card, draft.replacement);
  if (same) Object.assign(draft, { verdict: "confirm", replacement: undefined, label: undefined });
  if (form.matches(".reasons")) draft.note = draftOf(card).note;
  if (!decide(card, draft)) return;
  if (form.matches(".reasons")) return void (form.contains(document.activeElement) && focusNext(card));
  if (!same) decideLinked(card, draft); // a correction is of one claim, whatever it comes to
  one("[data-editor]", card)?.remove();
  focusNext(card);
}

/** Tell whether a correction names the skill that is there already, which confirms it. @param {HTMLElement} card
 * @param {{ framework: string, code: string } | undefined} skill */
const isSame = (card, skill) => skill && skill.framework === card.dataset.framework && skill.code === card.dataset.code;

/** Say the same once more, with a note. @param {HTMLElement} card @param {HTMLInputElement} field */
function keepNote(card, field) {
  const note = field.value.trim() || undefined;
  if (!decide(card, { ...repeatable(draftOf(card)), note })) return;
  one(".note", card).open = false;
  focusNext(card);
  say(`${nameOf(card)}: note ${note ? "kept" : "taken away"}.`);
}

/** Finish, or go to the first claim that is not decided. @param {HTMLFormElement} form */
function finish(form) {
  const left = every().filter(isOpen);
  if (!left.length) return void leave(() => form.submit());
  const filter = one("[data-filter]");
  if (filter) filter.value = "";
  showFramework("");
  focusCard(left[0]);
  say(`${left.length} to decide first. Next: ${nameOf(left[0])}.`);
}

/** @param {MouseEvent} event */
function onClick(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const button = target.closest("button, a, summary");
  const card = /** @type {HTMLElement | null} */ (target.closest(".claim"));
  const mark = /** @type {HTMLElement | null} */ (target.closest("mark"));
  if (button?.matches('[data-action="correct"]')) {
    event.preventDefault();
    openEditor(card);
  } else if (button?.matches('#add [data-action="add"]')) {
    event.preventDefault();
    openEditor(null);
  } else if (button?.matches("[data-cancel]")) {
    event.preventDefault();
    closeEditor();
  } else if (button?.matches("[data-drawer]")) {
    event.preventDefault();
    void openDrawer(/** @type {HTMLElement} */ (button));
  } else if (button?.matches("[data-more]")) unfoldText(text.matches(".folded"));
  else if (mark && document.getSelection()?.isCollapsed) focusCard(cardAt(mark));
  else if (card && !button && !card.matches(".here") && !target.closest(".note")) focusCard(card);
}

/** Give the card of a mark; where several cards share it, the one after the card in hand. @param {HTMLElement} mark */
function cardAt(mark) {
  const numbers = mark.dataset.claims?.split(" ") ?? [];
  const found = every().filter((card) => numbers.includes(card.dataset.number ?? ""));
  return found[(found.indexOf(/** @type {HTMLElement} */ (here())) + 1) % found.length];
}

// Keys

/** Name a key as the key map does; the place of a key counts where it writes no Latin letter. @param {KeyboardEvent} event */
function keyOf({ key, code }) {
  if (/^[!-~]$/.test(key)) return key.toLowerCase();
  const brackets = /** @type {Record<string, string>} */ ({ BracketLeft: "[", BracketRight: "]" });
  return /^(Key|Digit)(.)$/.exec(code)?.[2].toLowerCase() ?? brackets[code] ?? key;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const editor = /** @type {HTMLElement | null} */ (target.closest("[data-editor]"));
  if (event.isComposing) return; // Enter and Esc belong to the input method
  if (event.key === "Escape") return onEscape(event, target);
  if (event.repeat || drawer.open) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return (one("#finish") ?? one("#next"))?.click();
  }
  if (editor && target.matches("[name=q]")) return void searchKey(event, editor);
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea")) return;
  const adds = target === text && actions.get(keyOf(event)) === "add"; // words were just selected there
  if (keysOn !== "yes" || !(adds || target.closest("[data-keys]"))) return;
  if (act(keyOf(event), event.shiftKey, /** @type {HTMLElement | null} */ (target.closest(".claim")))) event.preventDefault();
}

/** Do what a key stands for; tells whether it stands for anything. @param {string} key @param {boolean} shift
 * @param {HTMLElement | null} card */
function act(key, shift, card) {
  const action = { ArrowDown: "next", ArrowUp: "previous" }[key] ?? actions.get(key);
  if (/^[1-5]$/.test(key)) return giveReason(Number(key), card);
  if (!action || (shift && action !== "undo" && action !== "help")) return false;
  if (OF_CARD.includes(action) && !card) return false;
  if (action === "next") step(card ? 1 : 0);
  else if (action === "previous") step(card ? -1 : 0);
  else if (action === "undo") byKey(() => again(shift ? "redo" : "undo"));
  else if (action === "skip") openSkip();
  else if (action === "text") toText();
  else if (action.endsWith("_evidence")) stepEvidence(/** @type {HTMLElement} */ (card), action === "next_evidence" ? 1 : -1);
  else press(one(`[data-action="${action}"]`, OF_CARD.includes(action) ? /** @type {HTMLElement} */ (card) : document));
  return true;
}

/** @param {HTMLElement | null} button */
function press(button) {
  if (button) byKey(() => button.click());
}

/** @param {() => void} act */
function byKey(act) {
  way_of.via = "key";
  act();
  way_of.via = "button";
}

/** @param {number} digit @param {HTMLElement | null} card */
function giveReason(digit, card) {
  const meant = card?.dataset.state === "rejected" ? card : rejected.card;
  if (meant?.dataset.state !== "rejected") return false;
  press(one(`[data-digit="${digit}"]`, meant));
  return true;
}

/** @param {KeyboardEvent} event @param {HTMLElement} target */
function onEscape(event, target) {
  const box = target.closest("#skip[open], .note[open]");
  if (drawer.open) return; // the browser closes it and leads back
  if (target.closest("[data-editor]") && closeEditor()) event.preventDefault();
  else if (box) {
    box.removeAttribute("open");
    const back = box.id === "skip" && cameFrom?.isConnected ? cameFrom : one("summary", box);
    cameFrom = null;
    back.focus();
  } else if (target === text) focusHere();
}

function openSkip() {
  const skip = one("#skip");
  if (!skip) return;
  cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
  skip.open = true;
  one("input[type=radio]", skip).focus();
}

function toText() {
  unfoldText(true);
  text.focus();
}

// Text, drawers, filter

/** @param {boolean} open */
function unfoldText(open) {
  text.classList.toggle("folded", !open);
  const button = one("[data-more]");
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "Fold the text" : "Show full text";
}

/** @param {HTMLElement} button */
async function openDrawer(button) {
  const name = button.dataset.drawer ?? "";
  drawn = name;
  const place = one('[data-slot="drawer"]', drawer);
  one("#drawer-title").textContent = { guidelines: "Guidelines", history: "History", keys: "Keys" }[name] ?? "";
  place.replaceChildren();
  drawer.showModal();
  if (name === "keys") return place.append(one("#keys").content.cloneNode(true));
  const response = await fetch(button.getAttribute("href") ?? "", { headers: { Accept: "text/html" } }).catch(() => null);
  const found = response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  const parts = found ? all("main > *:not(.tabs, .crumbs, form, h1)", found) : [];
  if (drawn !== name) return; // another drawer was opened in between
  place.replaceChildren(...(parts.length ? parts : ["This could not be loaded."]));
}

/** @param {string} framework */
function showFramework(framework) {
  for (const card of every()) {
    const line = card.closest("li");
    if (line) line.hidden = Boolean(framework) && card.dataset.framework !== framework;
  }
}

// The lease

async function beat() {
  if (document.hidden || !held) return;
  const reply = await outbox.post(`/i/${item}/renew`);
  if (reply?.ok) heedLease(reply.answer.lease_until);
}

/** @param {string | null} end */
function heedLease(end) {
  if (end) {
    [held, until] = [true, end];
    drop("lease");
  } else if (held) leaseEnded();
}

function leaseEnded() {
  held = false;
  const done = every().filter(hasSaid).length;
  const when = until ? ` at ${clock(until)}` : "";
  const saved = done ? ` Your ${done} decision${done === 1 ? " is" : "s are"} ${outbox.count() ? "kept" : "saved"}.` : "";
  tell("lease", "warn", `This text went back to the queue${when}.${saved}`, way("Take it again", takeAgain));
}

/** Hold the text under a name of this page. */
async function take() {
  const reply = await outbox.post(`/i/${item}/take?lease=${mine}`);
  if (reply?.ok) {
    lease = mine;
    heedLease(reply.answer.lease_until);
  }
  return reply;
}

/** Loading the page again let the text go, perhaps to somebody else. */
async function keep() {
  const reply = await take();
  if (!reply || reply.ok || !reply.answer.code) return; // unheard, what the page was shown stands
  held = false;
  tell("lease", "warn", reply.answer.detail, way("Try again", takeAgain));
}

async function takeAgain() {
  const reply = await take();
  if (reply?.ok) {
    say("The text is yours again.");
  } else tell("lease", "warn", reply?.answer.detail ?? "It could not be reached. Try again.", way("Try again", takeAgain));
}

function release() {
  const token = side.dataset.formToken ?? "";
  const names = held ? new Set([lease, mine]) : []; // whether the server has heard of mine is not known at once
  for (const name of names) navigator.sendBeacon(`/i/${item}/release?lease=${name}`, new URLSearchParams({ form_token: token }));
}

// Start

function listen() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("selectionchange", heedSelection);
  document.addEventListener("focus-lost", focusHere);
  document.addEventListener("input", ({ target }) => {
    const field = /** @type {HTMLElement} */ (target);
    const editor = /** @type {HTMLElement | null} */ (field.closest("[data-editor]"));
    if (editor && field.matches("[name=q], [name=framework]")) searchSoon(editor);
    if (editor && field.matches("[name=skill]")) showLevels(editor);
    if (field.matches("[name=quote], [name=whole]")) heedEvidence(field.closest(".claim"));
    if (field.matches("[data-filter]")) showFramework(/** @type {HTMLSelectElement} */ (field).value);
    if (field.matches("[data-linked]")) keepLinked(/** @type {HTMLInputElement} */ (field).checked);
  });
  side.addEventListener("focusin", ({ target }) => {
    const field = /** @type {HTMLElement} */ (target);
    const card = /** @type {HTMLElement | null} */ (field.closest(".claim"));
    if (card && !card.matches(".here") && !field.closest(".reasons, .undo, .note")) turnTo(card);
  });
  addEventListener("beforeunload", (event) => outbox.count() && event.preventDefault());
  addEventListener("pagehide", release);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** @param {boolean} ticked */
function keepLinked(ticked) {
  localStorage.setItem(`skillweave.linked.${queue}`, ticked ? "yes" : "");
  for (const box of /** @type {HTMLInputElement[]} */ (all("[data-linked]"))) box.checked = ticked;
}

function prepare() {
  document.body.classList.add("js");
  for (const part of all(".filter, [data-drawer=keys]")) part.hidden = false;
  for (const time of all("time[datetime]")) time.textContent = clock(/** @type {any} */ (time).dateTime);
  for (const box of /** @type {HTMLInputElement[]} */ (all("[data-linked]"))) {
    box.checked = localStorage.getItem(`skillweave.linked.${queue}`) === "yes";
  }
  if (matchMedia("(width < 900px)").matches) {
    unfoldText(false);
    one("[data-more]").hidden = text.scrollHeight <= text.clientHeight + 2;
  }
  for (const card of every()) heedEvidence(card);
}

async function start() {
  prepare();
  const onward = ledHere(); // before a key can leave such a word for the text that it leads to
  listen();
  onLease(heedLease);
  if (held) void keep();
  setInterval(() => void beat(), BEAT_MS);
  const named = /** @type {HTMLElement | null} */ (location.hash ? document.getElementById(location.hash.slice(1)) : null);
  const first = named?.matches(".claim") ? named : cards().find(isOpen) ?? cards()[0];
  const editor = one("[data-editor]", side);
  if (editor) one("[name=q]", editor).focus();
  else if (first) focusCard(first);
  else (one("[data-failed] button") ?? one("#add button, #reveal, #next") ?? side).focus();
  sayRevealed();
  await takeUp();
  if (onward) again(onward);
}

/** Say what came with the suggestions of a text that was read without them first. */
function sayRevealed() {
  if (sessionStorage.getItem(REVEALED_AT) !== item || one("#reveal")) return;
  sessionStorage.removeItem(REVEALED_AT);
  const [left, first] = [every().filter(isOpen), cards().find(isOpen)];
  const found = every().filter((card) => hasSaid(card) && !card.hasAttribute("data-own")).length;
  const told = found ? ` You had found ${found} of the suggestions: confirmed.` : "";
  say(`${left.length} suggestion${left.length === 1 ? "" : "s"} to decide.${told}${first ? ` First: ${nameOf(first)}.` : ""}`);
}

void start();
