// One interactive element: which renderer draws it, and the field through which it reports values and presses.
import { button, overflow } from "./buttons.js";
import { el } from "./dom.js";
import { fileInput } from "./files.js";
import { choiceGroup, typedInput } from "./inputs.js";
import { multiSelect, singleSelect } from "./selects.js";
import { initialShown, initialValue } from "./values.js";

const RENDERERS = {
  button, overflow,
  static_select: singleSelect, external_select: singleSelect, users_select: singleSelect,
  channels_select: singleSelect, conversations_select: singleSelect,
  multi_static_select: multiSelect, multi_external_select: multiSelect, multi_users_select: multiSelect,
  multi_channels_select: multiSelect, multi_conversations_select: multiSelect,
  radio_buttons: choiceGroup, checkboxes: choiceGroup,
  plain_text_input: typedInput, number_input: typedInput, email_text_input: typedInput, url_text_input: typedInput,
  datepicker: typedInput, timepicker: typedInput, datetimepicker: typedInput,
  file_input: fileInput,
};

const WITHOUT_VALUE = new Set(["button", "overflow"]);

/**
 * The element as a DOM node. `dispatches` says whether a change is sent to the app at once;
 * `attributes` go on the control itself (id, description, label).
 */
export function elementNode(element, { blockId, surface, dispatches = true, attributes = {} }) {
  if (element.type === "image") return picture(element);
  const render = RENDERERS[element.type];
  if (!render) return unknown(element.type);
  return render(element, fieldOf(element, { blockId, surface, dispatches, attributes }));
}

/** A picture's words: the page fetches nothing from elsewhere. */
export function picture({ alt_text: words }) {
  return el("span", { class: "picture", role: "img", "aria-label": words }, words);
}

/** A visible box for a type this page cannot draw: never silently nothing. */
export function unknown(type) {
  return el("p", { class: "unknown" }, `Ukendt type: ${type}`);
}

function fieldOf(element, { blockId, surface, dispatches, attributes }) {
  const { values } = surface;
  const actionId = element.action_id;
  const hasValue = !WITHOUT_VALUE.has(element.type);
  if (hasValue && !values.has(blockId, actionId)) {
    values.set(blockId, actionId, initialValue(element), initialShown(element));
  }
  const act = (value) => surface.act(blockId, actionId, value);
  return {
    blockId, surface, dispatches, act,
    attach: (name, content) => surface.attach(blockId, actionId, name, content),
    attributes: {
      "data-action-id": actionId, "data-focus": element.focus_on_load === true, ...named(element), ...attributes,
    },
    value: () => values.get(blockId, actionId),
    shown: () => values.shown(blockId, actionId),
    typed: (raw) => values.set(blockId, actionId, raw),
    chose: (raw, shown = null) => {
      values.set(blockId, actionId, raw, shown);
      if (dispatches && raw !== null) act(raw);
    },
  };
}

// Outside an input block nothing else names the control.
function named(element) {
  const name = element.accessibility_label ?? element.placeholder?.text;
  return WITHOUT_VALUE.has(element.type) ? {} : { "aria-label": name ?? "Vælg" };
}
