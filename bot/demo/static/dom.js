// Building and patching DOM nodes. Data only ever becomes text nodes and checked attributes, never markup.

/** An element with attributes (null and false are left out, functions become listeners) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(name, value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** Gives `host` exactly the children `wanted`, moving as few nodes as possible so that focus and scroll survive. */
export function syncChildren(host, wanted) {
  const keep = new Set(wanted);
  for (const child of [...host.childNodes]) if (!keep.has(child)) child.remove();
  let cursor = host.firstChild;
  for (const node of wanted) {
    if (node === cursor) cursor = cursor.nextSibling;
    else host.insertBefore(node, cursor);
  }
}

/** Renders a list of data where an item whose key is unchanged keeps its node. */
export function syncKeyed(host, items, keyOf, render) {
  const spare = new Map();
  for (const child of host.childNodes) {
    if (child.key !== undefined) spare.set(child.key, [...(spare.get(child.key) ?? []), child]);
  }
  syncChildren(host, items.map((item, index) => {
    const key = keyOf(item, index);
    const node = spare.get(key)?.shift() ?? render(item, index);
    node.key = key;
    return node;
  }));
}

let lastId = 0;

/** An id no other element of the page has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Shows `text` in `node`, or hides the node when there is nothing to say. */
export function say(node, text) {
  node.hidden = !text;
  if (node.textContent !== (text ?? "")) node.textContent = text ?? "";
}
