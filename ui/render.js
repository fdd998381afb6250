// Draws a tree into an element, and changes only what differs: focus, scrolling and selection stay where they are.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "use", "path", "rect"]);

/** What was drawn into an element the last time. @type {WeakMap<Node, Tree>} */
const drawn = new WeakMap();
/** The places of elements with keys that are gone: something that is not there may take them. @type {WeakSet<Node>} */
const left = new WeakSet();

/**
 * An element to be drawn: `h("p.note", …)`, the tag and classes after dots, then props where there are any, then children.
 * @param {string} name @param {(Props | Child)[]} rest @returns {Tree}
 */
export function h(name, ...rest) {
  const [tag = "", ...classes] = name.split(".");
  const { key, ...props } = isProps(rest[0]) ? /** @type {Props} */ (rest.shift()) : { key: undefined };
  if (classes.length > 0) props.class = classes.join(" ");
  return { tag, props, children: flat(/** @type {Child[]} */ (rest)), key: key === undefined ? undefined : String(key) };
}

/** @param {unknown} first */
const isProps = (first) => typeof first === "object" && first !== null && !Array.isArray(first) && !("children" in first);

/** What is not there holds its place, so that what comes after it stays the same element. @param {Child[]} children @returns {Drawn[]} */
function flat(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return flat(child);
    if (child === null || child === undefined || child === false) return [null];
    return [typeof child === "number" ? String(child) : child];
  });
}

/** @param {Element} parent @param {Child} what */
export const render = (parent, what) => patch(parent, flat([what]));

/** @param {Drawn} want */
const keyOf = (want) => (typeof want === "object" ? want?.key : undefined);

/** Those with keys are found by them, all others by their place. @param {Element} parent @param {Drawn[]} wanted */
function patch(parent, wanted) {
  const keyed = takeKeyed(parent, wanted);
  let at = parent.firstChild;
  for (const want of wanted) {
    while (at && want !== null && left.has(at)) at = drop(at);
    const key = keyOf(want);
    const known = key === undefined ? (at && fits(at, want) ? at : null) : (keyed.get(key) ?? null);
    const node = known ?? make(want);
    // An element of our own draws itself when it is put in: it must know by then what it shows.
    update(node, want);
    if (node === at) {
      left.delete(node);
      at = at.nextSibling;
      continue;
    }
    parent.insertBefore(node, at);
    // What is new takes the place of what stood there.
    if (known === null && at && drawn.get(at)?.key === undefined) at = drop(at);
  }
  while (at) at = drop(at);
}

/** Takes a node away, and gives the one after it. @param {ChildNode} node */
function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/**
 * The children with keys. Those that are not wanted any more go at once, so that the others need not move.
 * @param {Element} parent @param {Drawn[]} wanted
 */
function takeKeyed(parent, wanted) {
  const keys = new Set(wanted.map(keyOf));
  /** @type {Map<string, ChildNode>} */
  const found = new Map();
  for (const node of [...parent.childNodes]) {
    const key = drawn.get(node)?.key;
    if (key === undefined) continue;
    if (keys.has(key)) {
      found.set(key, node);
      continue;
    }
    const place = document.createComment("");
    left.add(place);
    node.replaceWith(place);
  }
  return found;
}

/** @param {Node} node @param {Drawn} want */
function fits(node, want) {
  if (want === null) return node.nodeType === Node.COMMENT_NODE;
  if (typeof want === "string") return node.nodeType === Node.TEXT_NODE;
  const was = drawn.get(node);
  return was !== undefined && was.key === undefined && was.tag === want.tag;
}

/** @param {Drawn} want @returns {ChildNode} */
function make(want) {
  if (want === null) return document.createComment("");
  if (typeof want === "string") return document.createTextNode(want);
  return SVG_TAGS.has(want.tag) ? document.createElementNS(SVG, want.tag) : document.createElement(want.tag);
}

/** @param {Node} node @param {Drawn} want */
function update(node, want) {
  // The very same drawing again: nothing can differ.
  if (want === null || drawn.get(node) === want) return;
  if (typeof want === "string") {
    if (node.nodeValue !== want) node.nodeValue = want;
    return;
  }
  const element = /** @type {Element} */ (node);
  const before = drawn.get(node)?.props ?? {};
  for (const name of Object.keys(before)) if (!(name in want.props)) set(element, name, null);
  drawn.set(node, want);
  for (const [name, value] of Object.entries(want.props)) if (name !== "value") set(element, name, value, before[name]);
  // An element of our own draws what is inside it.
  if (!want.tag.includes("-") || want.children.length > 0) patch(element, want.children);
  if ("value" in want.props) set(element, "value", want.props.value);
}

/** @param {any} element @param {string} name @param {any} value @param {any} [before] */
function set(element, name, value, before) {
  if (name.startsWith(".")) {
    if (element[name.slice(1)] !== value) element[name.slice(1)] = value;
  } else if (name.startsWith("on")) {
    element[name] = value;
  } else if (name === "value" || name === "checked") {
    if (element[name] !== (value ?? "")) element[name] = value ?? "";
  } else if (value !== before) {
    const attribute = name === "test" ? "data-test" : name;
    if (value === null || value === undefined || value === false) element.removeAttribute(attribute);
    else element.setAttribute(attribute, value === true ? "" : String(value));
  }
}
