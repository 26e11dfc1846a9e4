// @ts-check
// Correct and add: the search for a skill, its level, and the words that show it; and how forms become decisions.
import { every, focusCard, here, side, text } from "./cards.js";
import { decide, uuid } from "./decide.js";
import { all, copy, one, say } from "./messages.js";
import { findQuote, points, selectedSpan } from "./spans.js";

/** @typedef {import("./outbox.js").Draft} Draft */

const PAUSE_MS = 120;
const levels = JSON.parse(side.dataset.levels ?? "{}");

/** @type {import("./spans.js").Found | null} */
let selected = null;
let asked = 0;
let pause = 0;
/** @type {Promise<void>} the search at work */
let searching = Promise.resolve();

/** Open the editor in a card, or the one that adds a skill. @param {HTMLElement | null} card */
export function openEditor(card) {
  closeEditor();
  const editor = copy(card ? "correct-editor" : "add-editor");
  const place = card ? one(".claim-body", card) : one("#add");
  if (card) {
    one('[name="claim"]', editor).value = card.dataset.claim;
    const choice = one('[name="framework"]', editor);
    if (all("option", editor).some((option) => /** @type {any} */ (option).value === card.dataset.framework)) choice.value = card.dataset.framework;
  }
  place.append(editor);
  one("#add form[method=get] button[data-action]")?.toggleAttribute("hidden", !card);
  useSelection();
  one("[name=q]", editor).focus();
  editor.scrollIntoView({ block: "nearest" });
}

/** Close the editor and go back to where it was opened; tells whether there was one. */
export function closeEditor() {
  const editor = one("[data-editor]", side);
  if (!editor) return false;
  const card = editor.closest(".claim");
  selected = null; // these words were for this editor
  editor.remove();
  if (!card && !one("#add button")) return location.assign(location.pathname), true; // it came from the server, open
  one("#add button[data-action]")?.removeAttribute("hidden");
  if (card) focusCard(card);
  else one("#add button").focus();
  return true;
}

/** Keep in mind what is selected of the text, and put it into the field that asks for evidence. */
export function heedSelection() {
  const selection = document.getSelection();
  if (!selection?.anchorNode || !text.contains(selection.anchorNode)) return;
  selected = selectedSpan(text, selection);
  if (selected) useSelection();
}

function useSelection() {
  const field = one("[data-editor] [name=quote]", side) ?? (here() ? one("[name=quote]", here()) : null);
  if (!field || !selected) return;
  field.value = selected.quote.replace(/\s+/g, " ");
  field.dataset.quote = field.value;
  field.dataset.span = JSON.stringify([selected.start, selected.end]);
  heedEvidence(field.closest(".claim"));
}

/** Broken evidence: confirming waits for words that are there. @param {HTMLElement | null} card */
export function heedEvidence(card) {
  const field = card?.hasAttribute("data-broken") ? one(".decide [name=quote]", card) : null;
  if (!card || !field) return;
  const chosen = field.value.trim() || one(".decide [name=whole]", card).checked;
  one(".decide [value=confirm]", card).setAttribute("aria-disabled", String(!chosen));
}

/** Search once the typing pauses. @param {HTMLElement} editor */
export function searchSoon(editor) {
  clearTimeout(pause);
  pause = setTimeout(() => void search(editor), PAUSE_MS);
}

/** @param {HTMLElement} editor */
function search(editor) {
  clearTimeout(pause);
  const number = (asked += 1);
  const [words, framework] = [one("[name=q]", editor).value.trim(), one("[name=framework]", editor).value];
  editor.dataset.found = words;
  searching = (async () => {
    const address = `/competencies?${new URLSearchParams({ framework, q: words })}`;
    const response = words ? await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null) : null;
    const found = response?.ok ? await response.json() : { hits: [] };
    if (number !== asked) return; // an older search that came late
    showHits(editor, found.hits, words, Boolean(response?.ok));
  })();
  return searching;
}

/** @param {HTMLElement} editor @param {{ framework: string, code: string, label: string, source: string, path: string }[]} hits
 * @param {string} words @param {boolean} answered */
function showHits(editor, hits, words, answered) {
  const box = one("[data-hits]", editor);
  const lines = hits.map((hit, index) => {
    const line = document.createElement("label");
    line.className = "tick";
    line.dataset.source = hit.source;
    const button = Object.assign(document.createElement("input"), { type: "radio", name: "skill", value: `${hit.framework}:${hit.code}`, checked: index === 0 });
    const [shown, name, path] = ["span", "bdi", "small"].map((kind) => document.createElement(kind));
    name.textContent = hit.label;
    path.textContent = `${hit.source} · ${hit.path}`;
    shown.append(name, " ", path);
    line.append(button, shown);
    return line;
  });
  box.replaceChildren(one("legend", box), ...lines);
  box.hidden = !hits.length;
  const none = one("[data-nohits]", editor);
  none.hidden = !words || Boolean(hits.length);
  none.textContent = answered ? "No skill fits these words." : "The search could not be reached.";
  showLevels(editor);
  if (words) say(hits.length ? `${hits.length} found. First: ${hits[0].label}, ${hits[0].source}` : none.textContent);
}

/** Offer the levels of the framework of the chosen skill, if it has any. @param {HTMLElement} editor */
export function showLevels(editor) {
  const chosen = one("[name=skill]:checked", editor)?.value ?? "";
  const names = levels[chosen.slice(0, chosen.indexOf(":"))] ?? [];
  const field = one("[data-level]", editor);
  const choice = one("select", field);
  const before = choice.value;
  choice.replaceChildren(new Option("No level", ""), ...names.map((/** @type {string} */ name) => new Option(name, name, false, name === before)));
  field.hidden = !names.length;
}

/** Keys of the search field: up and down choose, Enter saves. @param {KeyboardEvent} event @param {HTMLElement} editor */
export async function searchKey(event, editor) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const buttons = /** @type {HTMLInputElement[]} */ (all("[name=skill]", editor));
    const place = buttons.findIndex((button) => button.checked) + (event.key === "ArrowDown" ? 1 : -1);
    const chosen = buttons[Math.min(Math.max(place, 0), buttons.length - 1)];
    if (!chosen) return;
    chosen.checked = true;
    chosen.scrollIntoView({ block: "nearest" });
    showLevels(editor);
    say(`${nameOfHit(chosen)}, ${sourceOf(chosen)}`);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const words = /** @type {HTMLInputElement} */ (event.target).value.trim();
    await (editor.dataset.found === words ? searching : search(editor));
    one("[data-save]", editor).click();
  }
}

/** @param {HTMLElement | null} button of a skill found @returns {string} */
const nameOfHit = (button) => button?.parentElement?.querySelector("bdi")?.textContent ?? "";
/** Give the short name of the framework of a skill found. @param {HTMLElement | null} button @returns {string} */
const sourceOf = (button) => button?.closest("label")?.dataset.source ?? "";

/** Put a new card at the end of the list and decide on it. @param {Draft} draft */
export function addCard(draft) {
  const line = document.createElement("li");
  const card = copy("own-claim");
  const number = 1 + Math.max(0, ...every().map((other) => Number(other.dataset.number)));
  for (const part of [card, ...all("[id]", card)]) part.id = part.id.replace(/^c0/, `c${number}`);
  card.setAttribute("aria-labelledby", `c${number}-name c${number}-source c${number}-state`);
  Object.assign(card.dataset, { claim: uuid(), number: String(number), version: "0", decisionId: "", framework: draft.replacement?.framework, code: draft.replacement?.code });
  card.removeAttribute("data-open");
  one("h3 bdi", card).textContent = draft.label ?? "";
  const source = sourceOf(one("[data-editor] [name=skill]:checked", side));
  for (const slot of ["source", "framework"]) one(`[data-slot="${slot}"]`, card).textContent = source;
  const whole = Array.from(text.textContent ?? "");
  const span = draft.spans?.[0];
  if (span) one("q", card).textContent = whole.slice(span.start, span.end).join("");
  line.append(card);
  one("#list").append(line);
  if (!decide(card, draft)) return line.remove();
  closeEditor();
  focusCard(card);
}

/** Read a decision out of its form; null where something is missing, which is said.
 * @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @returns {Draft | null} */
export function readDraft(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.set(button.name, button.value);
  /** @param {string} name */
  const value = (name) => String(fields.get(name) ?? "").trim() || undefined;
  const verdict = value("verdict") ?? "";
  /** @type {Draft} */
  const draft = { verdict, reason: value("reason"), level: value("level"), note: value("note"), ...JSON.parse(value("draft") ?? "{}") };
  if (fields.get("gap")) draft.gap = true;
  if (verdict === "correct" || verdict === "add") {
    const skill = value("skill");
    if (!skill) return fault(form, "[name=q]", "Choose a skill first.");
    const colon = skill.indexOf(":");
    draft.replacement = { framework: skill.slice(0, colon), code: skill.slice(colon + 1) };
    const chosen = one("[name=skill]:checked", form);
    draft.label = verdict === "add" ? nameOfHit(chosen) : `${nameOfHit(chosen)} (${sourceOf(chosen)})`;
  }
  const field = one("[name=quote]", form);
  const span = fields.get("whole") ? [0, points(text.textContent ?? "")] : spanOf(field);
  if (field?.value.trim() && !span) return fault(form, "[name=quote]", "These words do not stand in the text.");
  if (!span && (verdict === "add" || (verdict === "confirm" && field))) {
    return fault(form, "[name=quote]", "Which words show it? Select or type them, or tick the whole text.");
  }
  if (field) selected = null; // the next editor must not begin with the words of this one
  if (span) draft.spans = [{ start: span[0], end: span[1] }];
  return /** @type {Draft} */ (Object.fromEntries(Object.entries(draft).filter(([, said]) => said !== undefined)));
}

/** @param {HTMLInputElement | null} field @returns {number[] | null} */
function spanOf(field) {
  if (!field?.value.trim()) return null;
  if (field.dataset.quote === field.value) return JSON.parse(field.dataset.span ?? "null");
  const found = findQuote(text, field.value);
  return found && [found.start, found.end];
}

/** Say what is missing, where it is missing. @param {HTMLElement} form @param {string} field @param {string} words */
function fault(form, field, words) {
  one(".fault", form)?.remove();
  form.prepend(Object.assign(document.createElement("p"), { className: "fault", textContent: words }));
  one(field, form.closest("[data-editor]") ?? form)?.focus();
  say(words);
  return null;
}
