// Block Kit blocks as DOM nodes.
import { el, freshId, syncKeyed } from "./dom.js";
import { elementNode, picture, unknown } from "./elements.js";
import { textNodes } from "./mrkdwn.js";
import { tableNode } from "./table.js";

const GROUPS = new Set(["radio_buttons", "checkboxes"]);

const RENDERERS = {
  header: (block, { names }) => el("h3", {}, textNodes(block.text, names)),
  section,
  context,
  actions,
  divider: () => el("hr"),
  input,
  image: picture,
  table: (block, surface) => tableNode(block, surface.names),
};

/** Draws `blocks` in `host`; a block that has not changed keeps its node, and with it focus and typed text. */
export function syncBlocks(host, blocks, surface) {
  syncKeyed(host, blocks, (block) => JSON.stringify(block), (block) => blockNode(block, surface));
}

function blockNode(block, surface) {
  if (surface.startsAfresh) surface.values.forgetBlock(block.block_id);
  const render = RENDERERS[block.type];
  const inner = render ? render(block, surface) : unknown(block.type);
  return el("div", { class: `block block-${block.type}`, "data-block-id": block.block_id }, inner);
}

function section(block, surface) {
  const text = block.text ? el("div", { class: "words" }, textNodes(block.text, surface.names)) : null;
  const fields = block.fields
    ? el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textNodes(field, surface.names)))) : null;
  const accessory = block.accessory
    ? el("div", { class: "accessory" }, elementNode(block.accessory, { blockId: block.block_id, surface })) : null;
  return el("div", { class: "section" }, el("div", { class: "section-words" }, text, fields), accessory);
}

function context(block, surface) {
  return el("div", { class: "context" }, block.elements.map((element) => (
    element.type === "image"
      ? elementNode(element, { blockId: block.block_id, surface })
      : el("span", {}, textNodes(element, surface.names))
  )));
}

function actions(block, surface) {
  return el("div", { class: "actions" },
    block.elements.map((element) => elementNode(element, { blockId: block.block_id, surface })));
}

function input(block, surface) {
  const ids = { control: freshId("field"), label: freshId("label"), hint: freshId("hint"), error: freshId("error") };
  const grouped = GROUPS.has(block.element.type);
  const words = [...textNodes(block.label, surface.names), block.optional ? el("span", { class: "optional" }, " (valgfrit)") : null];
  const label = el(grouped ? "span" : "label", { id: ids.label, class: "label", for: grouped ? null : ids.control }, words);
  const control = elementNode(block.element, {
    blockId: block.block_id,
    surface,
    dispatches: block.dispatch_action === true,
    attributes: {
      id: ids.control, "aria-label": null, "aria-labelledby": ids.label, "aria-describedby": `${ids.hint} ${ids.error}`,
      "aria-required": block.optional || grouped ? null : "true",
    },
  });
  return el("div", { class: "input" }, label, control,
    el("p", { id: ids.hint, class: "hint" }, textNodes(block.hint, surface.names)),
    el("p", { id: ids.error, class: "error", role: "alert" }));
}

/** Shows `text` as the error of an input block's node, or removes it. */
export function showError(node, text) {
  const control = node.querySelector("[data-action-id]");
  const place = node.querySelector(".error");
  if (!place || place.textContent === (text ?? "")) return;
  place.textContent = text ?? "";
  if (text) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}
