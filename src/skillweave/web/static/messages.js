// @ts-check
// What every part of the review page needs: finding elements, saying things, messages with ways on.

/** @param {string} selector @param {ParentNode} root @returns {HTMLElement[]} */
export const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** Find an element; its kind is the one that the selector names. @param {string} selector @param {ParentNode} root
 * @returns {any} */
export const one = (selector, root = document) => root.querySelector(selector);

/** @param {string} id of a template @returns {HTMLElement} */
export const copy = (id) => one(`#${id}`).content.firstElementChild.cloneNode(true);

/** @param {string | number | Date} time */
export const clock = (time) => new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Say something to those who cannot see the page. @param {string} words */
export function say(words) {
  one("#live").textContent = words;
}

/** Show a message until it is dropped; one of each name. @param {string} name @param {string} tone
 * @param {string} words @param {HTMLElement[]} ways */
export function tell(name, tone, words, ...ways) {
  drop(name);
  const box = document.createElement("div");
  box.className = `notice ${tone}`;
  box.dataset.message = name;
  const line = document.createElement("p");
  line.textContent = words;
  const row = document.createElement("p");
  row.className = "row";
  row.append(...ways);
  box.append(line, ...(ways.length ? [row] : []));
  one("#messages").append(box);
  say(words);
}

/** Remove a message; where it held the focus, the page hears `focus-lost`. @param {string} name */
export function drop(name) {
  const box = one(`[data-message="${CSS.escape(name)}"]`);
  const focused = box?.contains(document.activeElement);
  box?.remove();
  if (focused) document.dispatchEvent(new Event("focus-lost"));
}

/** @param {string} words @param {() => unknown} act */
export function way(words, act) {
  const button = document.createElement("button");
  Object.assign(button, { className: "button", type: "button", textContent: words });
  button.addEventListener("click", () => void act());
  return button;
}

/** @param {string} words @param {string} href */
export function link(words, href) {
  const anchor = document.createElement("a");
  Object.assign(anchor, { className: "button", textContent: words, href, target: "_blank", rel: "noopener" });
  return anchor;
}
