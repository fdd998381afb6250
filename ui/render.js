const SVG = "http://www.w3.org/2000/svg";

/** What was drawn into an element the last time. @type {WeakMap<Node, Tree>} */
const drawn = new WeakMap();

/** @param {Props | Child} first @returns {first is Props} */
const isProps = (first) => typeof first === "object" && first !== null && !Array.isArray(first) && !("children" in first);

/** @type {Drawing} */
export const { h, render, flat, fits, make, update, set } = {
	h(name, ...rest) {
		const [tag = "", ...classes] = name.split(".");
		const { key, ...props } = isProps(rest[0]) ? rest[0] : { key: undefined };
		if (classes.length > 0) props.class = classes.join(" ");
		const children = isProps(rest[0]) ? rest.slice(1) : rest;
		return { tag, props, children: flat(/** @type {Child[]} */ (children)), key: key === undefined ? undefined : String(key) };
	},
	render(parent, what) {
		const wanted = flat([what]);
		/** @type {Map<string | number, ChildNode>} */
		const known = new Map([...parent.childNodes].map((node, at) => [drawn.get(node)?.key ?? at, node]));
		const nodes = wanted.map((want, at) => {
			const before = known.get((typeof want === "object" && want?.key) || at);
			return before && fits(before, want) ? before : make(want);
		});
		const stay = new Set(nodes);
		let at = parent.firstChild;
		for (const [place, node] of nodes.entries()) {
			// An element of our own draws itself when it is put in: it must know by then what it shows.
			update(node, wanted[place] ?? null);
			while (at && !stay.has(at)) at = at.nextSibling;
			if (node === at) at = node.nextSibling;
			else parent.insertBefore(node, at);
		}
		// Those that are not wanted any more go last: a list that scrolls is never shorter than what it shows.
		for (const node of known.values()) if (!stay.has(node)) node.remove();
	},
	flat: (children) =>
		children.flatMap((child) => {
			if (Array.isArray(child)) return flat(child);
			return [typeof child === "object" || typeof child === "string" ? child : typeof child === "number" ? String(child) : null];
		}),
	fits(node, want) {
		if (want === null) return node.nodeType === Node.COMMENT_NODE;
		if (typeof want === "string") return node.nodeType === Node.TEXT_NODE;
		const was = drawn.get(node);
		return was?.tag === want.tag && was.key === want.key;
	},
	make(want) {
		if (want === null) return document.createComment("");
		if (typeof want === "string") return document.createTextNode(want);
		if (want.tag === "svg" || want.tag === "use") return document.createElementNS(SVG, want.tag);
		const element = document.createElement(want.tag);
		if (want.tag === "button") element.setAttribute("type", "button");
		return element;
	},
	update(node, want) {
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
		if (!want.tag.includes("-") || want.children.length > 0) render(element, want.children);
		if ("value" in want.props) set(element, "value", want.props.value);
	},
	set(element, name, value, before) {
		if (name.startsWith(".")) {
			if (element[name.slice(1)] === value) return;
			element[name.slice(1)] = value;
			element.update?.();
		} else if (name.startsWith("on")) {
			element[name] = value;
		} else if (name === "value" || name === "checked") {
			if (element[name] !== (value ?? "")) element[name] = value ?? "";
		} else if (value !== before) {
			const attribute = name === "test" ? "data-test" : name;
			if (value === null || value === undefined || value === false) element.removeAttribute(attribute);
			else element.setAttribute(attribute, value === true ? "" : String(value));
		}
	},
};
