// Select elements: one choice as a combobox, several as a combobox with removable chips.
import { Combobox } from "./combobox.js";
import { el } from "./dom.js";
import { listedName, optionSource } from "./options.js";

/** A single select: static, external, users, channels or conversations. */
export function singleSelect(element, field) {
  const value = field.value();
  const chosen = value === null ? null : { value, text: nameFor(element, value, field.shown(), field.surface) };
  return new Combobox({
    source: optionSource(element, field.blockId, field.surface),
    chosen,
    pending: field.surface.values.pending,
    attributes: { ...field.attributes, placeholder: element.placeholder?.text ?? "Vælg" },
    onChoose: (option) => field.chose(option?.value ?? null, option?.text ?? null),
  }).node;
}

/** A multi select; its value is the list of chosen values in the order they were chosen. */
export function multiSelect(element, field) {
  const names = field.shown() ?? [];
  let chosen = (field.value() ?? []).map((value, at) => (
    { value, text: nameFor(element, value, names[at], field.surface) }
  ));
  const chips = el("ul", { class: "chips", "aria-label": "Valgte" });

  function change(options) {
    chosen = options;
    drawChips();
    field.chose(chosen.map(({ value }) => value), chosen.map(({ text }) => text));
  }

  function drawChips() {
    chips.hidden = chosen.length === 0;
    chips.replaceChildren(...chosen.map((option) => chip(option, () => {
      change(chosen.filter((other) => other !== option));
      box.input.focus();
    })));
  }

  const box = new Combobox({
    source: optionSource(element, field.blockId, field.surface),
    chosen: null,
    empties: false,
    pending: field.surface.values.pending,
    attributes: { ...field.attributes, placeholder: element.placeholder?.text ?? "Vælg en eller flere" },
    onChoose: (option) => {
      box.show(null);
      const room = chosen.length < (element.max_selected_items ?? Infinity);
      if (room && !chosen.some(({ value }) => value === option.value)) change([...chosen, option]);
    },
  });
  box.input.addEventListener("keydown", ({ key }) => {
    if (key === "Backspace" && box.input.value === "" && chosen.length) change(chosen.slice(0, -1));
  });
  drawChips();
  return el("div", { class: "multi" }, chips, box.node);
}

function chip(option, remove) {
  return el("li", {}, option.text,
    el("button", { type: "button", "aria-label": `Fjern ${option.text}`, click: remove }, "×"));
}

function nameFor(element, value, shown, surface) {
  return shown ?? listedName(element, value, surface) ?? value;
}
