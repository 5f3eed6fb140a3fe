// A combobox with type-ahead: typing filters, the first match is marked, Enter or Tab takes it.
import { el, freshId } from "./dom.js";
import { place, whileOpen } from "./popup.js";

/**
 * `source` is from options.js; `chosen` is the option shown first, or null; `onChoose(option | null)` hears every
 * choice, null when it was cleared (never if `empties` is false); `pending` is the set a submission must wait for.
 */
export class Combobox {
  #options = [];
  #active = -1;
  #asked = 0;
  #loading = false;
  #typed = false;
  #wish = null; // what to do once the options have come: {submit: boolean, settle: function}
  #stopWatching = null;

  constructor({ source, chosen, onChoose, pending, attributes, empties = true }) {
    Object.assign(this, { source, chosen, onChoose, pending, empties });
    const listId = freshId("options");
    this.input = el("input", {
      type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
      autocomplete: "off", spellcheck: "false", class: "select", ...attributes,
    });
    this.list = el("div", { id: listId, role: "listbox", class: "popup", "aria-label": "Valgmuligheder", hidden: true });
    this.node = el("div", { class: "combobox" }, this.input, this.list);
    this.#listen();
    this.show(chosen);
  }

  /** Shows `option` as the current choice without telling anybody. */
  show(option) {
    this.chosen = option;
    this.input.value = option?.text ?? "";
    this.#typed = false;
  }

  get isOpen() {
    return !this.list.hidden;
  }

  #listen() {
    this.input.addEventListener("input", () => { this.#typed = true; this.#load(this.input.value); });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("click", () => { if (!this.isOpen) this.#load(""); });
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.#left());
    // A press on the list must not take the focus from the field.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#clicked(event));
  }

  async #load(query) {
    const asked = ++this.#asked;
    this.#loading = true;
    this.#active = -1;
    if (query.trim().length < this.source.minimum) {
      this.#arrived([], `Skriv mindst ${this.source.minimum} tegn`);
      return;
    }
    if (!this.isOpen) this.#draw([], "Henter …");
    if (!this.source.instant) await new Promise((resume) => { setTimeout(resume, this.source.pause); });
    if (asked !== this.#asked) return;
    const groups = await this.source.load(query);
    if (asked === this.#asked) this.#arrived(groups, "Ingen match. Prøv med færre bogstaver.");
  }

  #arrived(groups, otherwise) {
    this.#loading = false;
    this.#draw(groups, otherwise);
    this.#mark(this.#options.length ? Math.max(0, this.#placeOfChosen()) : -1);
    if (this.#wish) this.#fulfil();
    else if (document.activeElement !== this.input) this.#close();
  }

  #placeOfChosen() {
    return this.#typed ? 0 : this.#options.findIndex((option) => option.value === this.chosen?.value);
  }

  #draw(groups, otherwise) {
    this.#options = groups.flatMap((group) => group.options);
    let index = 0;
    const rows = groups.map((group) => {
      const options = group.options.map((option) => optionNode(option, `${this.list.id}-${index++}`));
      return group.label ? groupNode(group.label, options) : options;
    });
    this.list.replaceChildren(...rows.flat());
    if (!this.#options.length) this.list.append(el("p", { class: "quiet", role: "presentation" }, otherwise));
    this.#open();
  }

  #open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    place(this.list, this.input);
    this.#stopWatching ??= whileOpen(this.list, this.input, () => this.#close());
  }

  #close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  #mark(index) {
    this.#active = index;
    this.list.querySelectorAll("[role=option]").forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === index));
      if (at !== index) return;
      this.input.setAttribute("aria-activedescendant", node.id);
      scrollWithin(this.list, node);
    });
  }

  // Each key's action answers whether it took the key; what it leaves goes on to the dialog.
  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const taken = {
      ArrowDown: () => this.#step(1),
      ArrowUp: () => this.#step(-1),
      Enter: () => this.#enter(),
      Escape: () => this.#escape(),
      Tab: () => this.#tab(),
    }[event.key]?.();
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step(by) {
    if (!this.isOpen) this.#load("");
    else if (this.#options.length) this.#mark((this.#active + by + this.#options.length) % this.#options.length);
    return true;
  }

  #enter() {
    if (this.#wish) this.#wish.submit = true;
    else if (!this.isOpen) return false;
    else if (this.#loading) this.#wishFor();
    else if (this.#active >= 0) this.#choose(this.#options[this.#active]);
    return true;
  }

  #escape() {
    if (!this.isOpen) return false;
    this.show(this.chosen);
    this.#close();
    return true;
  }

  #tab() {
    if (this.isOpen && this.#typed && this.input.value.trim()) {
      if (this.#loading) this.#wishFor();
      else if (this.#active >= 0) this.#choose(this.#options[this.#active]);
    }
    return false;
  }

  #wishFor() {
    if (this.#wish) return;
    let settle;
    const promise = new Promise((resolve) => { settle = resolve; });
    this.#wish = { submit: false, settle: () => { this.pending.delete(promise); settle(); } };
    this.pending.add(promise);
  }

  #fulfil() {
    const { submit, settle } = this.#wish;
    this.#wish = null;
    if (this.#active >= 0) this.#choose(this.#options[this.#active]);
    settle();
    if (submit && this.chosen && !this.isOpen) this.input.form?.requestSubmit();
    else if (document.activeElement !== this.input) this.#close();
  }

  #clicked(event) {
    const node = event.target.closest("[role=option]");
    if (node) this.#choose(this.#options[[...this.list.querySelectorAll("[role=option]")].indexOf(node)]);
  }

  #choose(option) {
    this.show(option);
    this.#close();
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
    this.onChoose(option);
  }

  #left() {
    if (this.#wish) return;
    this.#asked += 1;
    this.#close();
    const emptied = this.#typed && this.input.value === "" && this.chosen && this.empties;
    if (emptied) this.onChoose(null);
    this.show(emptied ? null : this.chosen);
  }
}

function optionNode(option, id) {
  const description = option.description ? el("span", { class: "description" }, option.description) : null;
  return el("div", { role: "option", id, "aria-selected": "false", "data-value": option.value },
    el("span", {}, option.text), description);
}

function groupNode(label, options) {
  const labelId = freshId("group");
  return el("div", { role: "group", "aria-labelledby": labelId },
    el("p", { id: labelId, class: "group", role: "presentation" }, label), options);
}

// scrollIntoView would also move the dialog behind the list.
function scrollWithin(list, node) {
  const top = node.offsetTop - list.clientTop;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + node.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top + node.offsetHeight - list.clientHeight;
  }
}
