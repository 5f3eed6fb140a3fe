// Keeping the focus where a person left it while the page around it is redrawn.

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex='0']";
const FIELDS = "input, select, textarea";
const WHERE = ["data-conversation", "data-view-id", "data-ts", "data-block-id", "data-action-id"];

const visible = (node) => node.getClientRects().length > 0;

/** A way back to the focused control, good also after its node has been replaced. */
export function placeOfFocus() {
  const node = document.activeElement;
  const path = WHERE.flatMap((name) => {
    const holder = node?.closest(`[${name}]`);
    return holder ? [`[${name}="${CSS.escape(holder.getAttribute(name))}"]`] : [];
  });
  const selection = node?.selectionStart ?? null;
  return { node, selector: path.length ? path.join(" ") : null, from: selection, to: node?.selectionEnd ?? null };
}

/** Puts the focus back to a remembered place; false when neither the node nor its successor is there. */
export function returnTo(place) {
  const known = place.node?.isConnected && place.node !== document.body ? place.node : null;
  const node = known ?? (place.selector ? document.querySelector(place.selector) : null);
  if (!node || !visible(node)) return false;
  if (node === document.activeElement) return true;
  node.focus({ preventScroll: true });
  if (place.from !== null && node.selectionStart !== null) node.setSelectionRange(place.from, place.to);
  return document.activeElement === node;
}

/** Runs `redraw` and returns whether the focus inside `root` survived it (true also when it was elsewhere). */
export function keepingFocus(root, redraw) {
  const place = placeOfFocus();
  const inside = root.contains(place.node);
  redraw();
  return !inside || returnTo(place);
}

/**
 * Where the focus goes when a view opens or becomes another: the element that asks for it, else the first field, else
 * the heading. A button is never first: a stray Enter must not press it.
 */
export function firstPlace(dialog) {
  const body = dialog.querySelector(".modal-body");
  return body.querySelector("[data-focus]:not([role$=group])") ?? body.querySelector("[data-focus] input")
    ?? body.querySelector(FIELDS) ?? dialog.querySelector("h2");
}

/** Keeps Tab inside `dialog`: after the last control comes the first. */
export function wrapTab(event, dialog) {
  const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((node) => node.tabIndex >= 0 && visible(node));
  const last = event.shiftKey ? stops[0] : stops.at(-1);
  const first = event.shiftKey ? stops.at(-1) : stops[0];
  const outside = !stops.includes(document.activeElement) && event.shiftKey;
  if (document.activeElement !== last && !outside) return;
  event.preventDefault();
  first?.focus();
}
