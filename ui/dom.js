// @ts-check
// Elements that the page is known to have.

/**
 * The first element that matches. Throws where there is none: the page and its script belong together.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function one(root, selector, type) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * A copy of what stands in a template.
 * @param {string} id
 * @returns {DocumentFragment}
 */
export function fromTemplate(id) {
  const { content } = one(document, `template#${id}`, HTMLTemplateElement);
  return document.importNode(content, true);
}

/**
 * Puts another picture into an icon.
 * @param {ParentNode} root
 * @param {string} name
 */
export function setIcon(root, name) {
  one(root, ".icon use", SVGUseElement).setAttribute("href", `#i-${name}`);
}

/**
 * Says something to those who hear the window.
 * @param {string} words
 */
export function announce(words) {
  one(document, "#announce", HTMLElement).textContent = words;
}
