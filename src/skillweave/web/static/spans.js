// @ts-check
// Where words stand in the learner's text, counted in code points as the server counts them.

/** @typedef {{ start: number, end: number, quote: string }} Found */

const HIGH_SURROGATE = /[\ud800-\udbff]$/;

/** @param {string} words */
export const points = (words) => Array.from(words).length;

/** Give the point of a place in the page; null outside the text. @param {HTMLElement} text @param {Node} node
 * @param {number} offset */
function pointAt(text, node, offset) {
  if (node === text) {
    const piece = /** @type {HTMLElement | undefined} */ (text.children[offset]);
    return piece ? Number(piece.dataset.start) : points(text.textContent ?? "");
  }
  const inside = node instanceof Element ? node : node.parentElement;
  const piece = /** @type {HTMLElement | null} */ (inside?.closest("[data-start]") ?? null);
  if (!piece || !text.contains(piece)) return null;
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, offset);
  const words = before.toString();
  return Number(piece.dataset.start) + points(words) - (HIGH_SURROGATE.test(words) ? 1 : 0);
}

/** Give what a person has selected of the text, without space at its ends. @param {HTMLElement} text
 * @param {Selection | null} selection @returns {Found | null} */
export function selectedSpan(text, selection) {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  const whole = document.createRange();
  whole.selectNodeContents(text);
  const before = range.compareBoundaryPoints(Range.START_TO_START, whole) < 0;
  const after = range.compareBoundaryPoints(Range.END_TO_END, whole) > 0;
  const all = Array.from(text.textContent ?? "");
  let start = before ? 0 : pointAt(text, range.startContainer, range.startOffset) ?? 0;
  let end = after ? all.length : pointAt(text, range.endContainer, range.endOffset) ?? all.length;
  while (start < end && /\s/.test(all[start])) start += 1;
  while (end > start && /\s/.test(all[end - 1])) end -= 1;
  return start < end ? { start, end, quote: all.slice(start, end).join("") } : null;
}

/** Find typed words in the text: the same words with any space between them. @param {HTMLElement} text
 * @param {string} typed @returns {Found | null} */
export function findQuote(text, typed) {
  const words = typed.trim().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const found = new RegExp(pattern, "u").exec(text.textContent ?? "");
  if (!found) return null;
  const start = points((text.textContent ?? "").slice(0, found.index));
  return { start, end: start + points(found[0]), quote: found[0] };
}
