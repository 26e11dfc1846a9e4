// @ts-check
// Sends decisions one after the other; what is not acknowledged yet waits in the browser and is sent again.
import { all, drop, link, one, say, tell, way } from "./messages.js";

/**
 * @typedef {{ framework: string, code: string }} Skill
 * @typedef {{ start: number, end: number }} Span offsets in code points
 * @typedef {{ verdict: string, reason?: string, replacement?: Skill, label?: string, level?: string, spans?: Span[],
 *   note?: string, gap?: boolean }} Draft
 * @typedef {{ place?: number, person: string, item: string, claim: string | null, name: string, draft: Draft,
 *   before: Draft, body: Record<string, unknown> }} Waiting
 * @typedef {{ status: number, ok: boolean, answer: any, request: string | null }} Reply
 * @typedef {{ kept: (done: Waiting, answer: any) => void, refused: (lost: Waiting[], reply: Reply) => void }} Heard
 */

export const MOST_WAITING = 20;
const LONGEST_PAUSE_MS = 30_000;

/** @type {Waiting[]} */
let waiting = [];
/** @type {Promise<void> | null} */
let sending = null;
/** @type {Heard} */
let heard = { kept: () => undefined, refused: () => undefined };
/** When each decision lies in the browser's store: it is not sent, nor counted aloud, before. @type {WeakMap<Waiting, Promise<void>>} */
const stored = new WeakMap();
let storing = 0;
let failures = 0;
let retry = 0;

export const count = () => waiting.length;
/** @param {string} item @param {string | null} claim */
export const waitsFor = (item, claim) => waiting.some((other) => other.item === item && other.claim === claim);

/** @type {Promise<IDBDatabase>} */
const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("skillweave", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
opened.catch(() => undefined);

/** Do one thing with the browser's store; nothing where there is none, as in some private windows.
 * @param {(box: IDBObjectStore) => IDBRequest} act @returns {Promise<any>} */
async function inBox(act) {
  try {
    const made = (await opened).transaction("outbox", "readwrite");
    const request = act(made.objectStore("outbox"));
    return await new Promise((resolve, reject) => {
      made.oncomplete = () => resolve(request.result); // the request itself succeeds before anything is kept
      made.onabort = made.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

/** Take up what an earlier page left; decisions of other persons stay where they are. @param {string} person
 * @param {Heard} hear @returns {Promise<Waiting[]>} */
export async function open(person, hear) {
  heard = hear;
  const found = /** @type {Waiting[]} */ ((await inBox((box) => box.getAll())) ?? []);
  waiting = [...found.filter((decision) => decision.person === person), ...waiting];
  showSaved();
  addEventListener("online", () => {
    const failing = sending; // a request that was under way offline: once it has failed, all is tried at once
    void send();
    if (failing) void failing.then(() => waiting.length && void send());
  });
  document.addEventListener("visibilitychange", () => !document.hidden && waiting.length && void send());
  return [...waiting];
}

/** Keep a decision and send it when it is its turn. @param {Waiting} decision */
export async function put(decision) {
  waiting.push(decision);
  const { place: _, ...kept } = decision;
  storing += 1;
  showSaved();
  const keeping = inBox((box) => box.add(kept)).then((place) => {
    decision.place = place;
    storing -= 1;
  });
  stored.set(decision, keeping);
  await keeping;
  showSaved();
  await send();
}

/** Send what waits, in order. @returns {Promise<void>} resolved when all is sent, or nothing comes through */
export function send() {
  clearTimeout(retry);
  sending ??= drain().finally(() => {
    sending = null;
    showSaved();
  });
  return sending;
}

async function drain() {
  while (waiting.length) {
    const first = waiting[0];
    await stored.get(first);
    const reply = await post(`/i/${first.item}/decisions`, first.body);
    if (reply && (reply.status === 401 || reply.answer.code === "form_expired")) {
      if (await renewToken()) continue;
      failures += 1;
      const ways = [link("Sign in in a new tab", "/sign-in"), way("I have signed in: go on", send)];
      return tell("signed-out", "warn", "You are signed out. Your decisions wait in this browser.", ...ways);
    }
    if (!reply || reply.status >= 500 || reply.status === 429 || isForeign(reply)) return later(reply);
    if (reply.ok) {
      forget([first]);
      heard.kept(first, reply.answer);
    } else {
      const lost = waiting.filter((other) => other === first || (other.item === first.item && other.claim === first.claim));
      forget(lost);
      heard.refused(lost, reply);
    }
    showSaved();
  }
  if (failures) say("Back online: all decisions are saved.");
  failures = 0;
  for (const name of ["offline", "fault", "signed-out", "full", "wait"]) drop(name);
}

/** Tell whether an answer is not the server's own, but that of a gate or proxy before it. @param {Reply} reply */
function isForeign({ ok, answer }) {
  return ok ? !answer.decision : !answer.code;
}

/** @param {Waiting[]} done */
function forget(done) {
  waiting = waiting.filter((other) => !done.includes(other));
  for (const { place } of done) if (place !== undefined) void inBox((box) => box.delete(place));
}

/** @param {Reply | null} reply */
function later(reply) {
  failures += 1;
  const request = `Not saved. Try again. Request ${reply?.request ?? "unknown"}.`;
  if (reply) tell("fault", "error", request, way("Try again", send));
  else if (failures === 1) tell("offline", "warn", `Offline. Work on: up to ${MOST_WAITING} decisions wait in this browser.`);
  retry = setTimeout(send, Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** failures));
}

/** Get the form token of a new sign-in, unless it is somebody else's. @returns {Promise<boolean>} */
async function renewToken() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return false;
  const page = one("#claims", new DOMParser().parseFromString(await response.text(), "text/html"))?.dataset;
  const [fresh, now] = [page?.formToken, one("#claims").dataset];
  if (!fresh || fresh === now.formToken || page.person !== now.person) return false;
  now.formToken = fresh;
  for (const field of all('input[name="form_token"]')) /** @type {HTMLInputElement} */ (field).value = fresh;
  return true;
}

/** @param {string} url @param {unknown} [body] @returns {Promise<Reply | null>} null where nothing came back */
export async function post(url, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-Form-Token": one("#claims").dataset.formToken };
  if (body) headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(20_000);
  try {
    const response = await fetch(url, { method: "POST", headers, body: body ? JSON.stringify(body) : undefined, signal });
    const answer = await response.json().catch(() => ({}));
    return { status: response.status, ok: response.ok, answer, request: response.headers.get("X-Request-Id") };
  } catch {
    return null;
  }
}

/** Say how much is saved; none is said to wait here while one does not even lie in the browser yet. */
function showSaved() {
  const box = one("#saved");
  const offline = waiting.length > 0 && failures > 0 && !storing;
  box.hidden = false;
  box.classList.toggle("waiting", offline);
  const many = `Offline: ${waiting.length} decision${waiting.length === 1 ? "" : "s"} waiting`;
  box.textContent = offline ? many : waiting.length ? "Saving…" : "✓ All saved";
}
