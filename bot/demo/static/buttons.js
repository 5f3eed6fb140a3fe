// Buttons and overflow menus, with the question an element may want answered first.
import { confirmed } from "./confirm.js";
import { el, freshId } from "./dom.js";
import { unescaped } from "./mrkdwn.js";
import { place, whileOpen } from "./popup.js";

const WEB = /^(https?:|tel:|mailto:)/i;

/** A button; with `url` it also opens the address, as in Slack. */
export function button(element, field) {
  const style = { primary: "primary", danger: "danger" }[element.style] ?? "";
  const shared = { ...field.attributes, class: `button ${style}`, "aria-label": element.accessibility_label };
  const label = unescaped(element.text.text);
  const opens = element.url && WEB.test(element.url);
  const node = opens
    ? el("a", { ...shared, href: element.url, target: "_blank", rel: "noopener noreferrer" }, label)
    : el("button", { ...shared, type: "button" }, label);
  node.addEventListener("click", () => press(node, element.confirm, () => field.act(null)));
  return node;
}

async function press(node, question, act) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (question && !(await confirmed(question, node))) return;
  node.setAttribute("aria-busy", "true");
  await act();
  node.removeAttribute("aria-busy");
}

/** An overflow menu: arrows move, Enter chooses, Escape and Tab close. */
export function overflow(element, field) {
  const menuId = freshId("menu");
  const opener = el("button", {
    ...field.attributes, type: "button", class: "button overflow", "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-controls": menuId, "aria-label": element.accessibility_label ?? "Flere handlinger",
  }, "⋯");
  const menu = el("div", { id: menuId, role: "menu", class: "popup", hidden: true });
  let stopWatching = null;

  function close({ back = true } = {}) {
    if (menu.hidden) return;
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    stopWatching?.();
    if (back) opener.focus();
  }

  function open() {
    menu.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    place(menu, opener);
    menu.firstElementChild.focus({ preventScroll: true });
    stopWatching = whileOpen(menu, opener, () => close());
  }

  function choose(option) {
    close();
    if (option.url && WEB.test(option.url)) window.open(option.url, "_blank", "noopener");
    press(opener, element.confirm, () => field.act(option.value));
  }

  menu.append(...element.options.map((option) => menuItem(option, () => choose(option))));
  menu.addEventListener("keydown", (event) => menuKey(event, menu, close));
  menu.addEventListener("focusout", ({ relatedTarget }) => { if (!menu.contains(relatedTarget)) close({ back: false }); });
  // The menu must not lose focus to the press that is about to close it.
  opener.addEventListener("mousedown", (event) => { if (!menu.hidden) event.preventDefault(); });
  opener.addEventListener("click", () => (menu.hidden ? open() : close()));
  return el("span", { class: "overflowing" }, opener, menu);
}

function menuItem(option, choose) {
  const description = option.description
    ? el("span", { class: "description" }, unescaped(option.description.text)) : null;
  return el("button", { type: "button", role: "menuitem", tabindex: "-1", "data-value": option.value, click: choose },
    unescaped(option.text.text), description);
}

function menuKey(event, menu, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (goal !== undefined) items.at(goal % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  if (event.key !== "Tab") event.preventDefault();
  event.stopPropagation();
}
