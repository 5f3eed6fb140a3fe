// Typed fields and groups of boxes. Each hands its raw value to the field it is given.
import { el, freshId } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

const OLDEST_YEAR = 1900;
const ZONE = "Europe/Copenhagen";
const FEWEST_ROWS = 3;
const MOST_ROWS = 12;

const TYPES = {
  plain_text_input: "text", number_input: "text", email_text_input: "email", url_text_input: "url",
  datepicker: "date", timepicker: "time", datetimepicker: "datetime-local",
};

/** A text, number, date or time field. */
export function typedInput(element, field) {
  const shared = {
    ...field.attributes,
    class: "typed",
    placeholder: element.placeholder?.text ?? null,
    maxlength: element.max_length ?? null,
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    autocomplete: "off",
  };
  const input = element.multiline
    ? el("textarea", { ...shared, rows: rowsFor(element, field) })
    : el("input", { ...shared, type: TYPES[element.type] });
  input.value = written(element, field.value());
  // A browser puts the caret, and so the view, at the end of a text it is given.
  if (element.multiline) input.setSelectionRange(0, 0);
  input.addEventListener("input", () => field.typed(read(element, input)));
  listenForDispatch(element, field, input);
  return input;
}

function rowsFor(element, field) {
  const lines = written(element, field.value()).split("\n").length;
  return String(Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, lines)));
}

function read(element, input) {
  if (input.value === "") return null;
  return element.type === "datetimepicker" ? epochOf(input.value) : input.value;
}

function written(element, value) {
  if (value === null) return "";
  return element.type === "datetimepicker" ? wallClock(Number(value)) : String(value);
}

function listenForDispatch(element, field, input) {
  if (!field.dispatches) return;
  if (element.type.endsWith("picker")) {
    input.addEventListener("change", () => { if (isWhole(input.value)) field.chose(read(element, input)); });
    return;
  }
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (triggers.includes("on_character_entered")) input.addEventListener("input", () => field.chose(read(element, input)));
  if (triggers.includes("on_enter_pressed")) {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      field.chose(read(element, input));
    });
  }
}

// A browser reports year 2, 20 and 202 on the way to 2026.
function isWhole(value) {
  return !/^\d{4}-/.test(value) || Number(value.slice(0, 4)) >= OLDEST_YEAR;
}

/** The office's wall clock at `epoch` seconds, as a datetime-local field writes it. */
export function wallClock(epoch) {
  return new Date(epoch * 1000).toLocaleString("sv-SE", { timeZone: ZONE }).slice(0, 16).replace(" ", "T");
}

/** Epoch seconds of a wall clock time at the office; in the repeated hour of October the first one. */
export function epochOf(text) {
  const asUtc = Date.parse(`${text}Z`) / 1000;
  const offset = (epoch) => Date.parse(`${wallClock(epoch)}Z`) / 1000 - epoch;
  return asUtc - offset(asUtc - offset(asUtc));
}

/** Radio buttons (one value) or checkboxes (a list of values). */
export function choiceGroup(element, field) {
  const many = element.type === "checkboxes";
  const name = freshId("choice");
  const held = new Set([field.value() ?? []].flat());
  const group = el("div", { ...field.attributes, role: many ? "group" : "radiogroup", class: "choices", tabindex: null });
  group.append(...element.options.map((option) => choice(option, { many, name, checked: held.has(option.value), field })));
  group.addEventListener("change", () => {
    const values = [...group.querySelectorAll("input:checked")].map((box) => box.value);
    field.chose(many ? values : values[0] ?? null);
  });
  return group;
}

function choice(option, { many, name, checked, field }) {
  const box = el("input", { type: many ? "checkbox" : "radio", name, value: option.value });
  box.checked = checked;
  const names = field.surface.names;
  const description = option.description
    ? el("span", { class: "description" }, textNodes(option.description, names)) : null;
  return el("label", { class: "choice" }, box, el("span", {}, textNodes(option.text, names), description));
}
