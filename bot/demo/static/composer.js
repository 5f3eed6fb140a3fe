// The line one writes in, with completion of slash commands and of names after an @.
import { el, freshId } from "./dom.js";

/** Keeps a draft for each place; `send(text)` resolves to true when the text may go. */
export class Composer {
  #commands = [];
  #people = [];
  #matches = [];
  #from = 0; // where the word being completed begins
  #active = -1;
  #drafts = new Map();
  #place = null;
  #busy = false;

  constructor({ form, input, list, hint, send }) {
    Object.assign(this, { form, input, list, hint, send, plainHint: [...hint.childNodes] });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(); });
    input.addEventListener("input", () => this.#suggest());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Moves to `place` ({key, label}) with the commands and people on offer there. */
  sync(place, { commands, people }) {
    this.#commands = commands;
    this.#people = people;
    this.input.setAttribute("aria-label", place.label);
    this.input.placeholder = place.label;
    this.move(place.key);
  }

  /** Takes up the draft of the place with that key; from now on what is typed belongs there. */
  move(key) {
    if (key === this.#place) return;
    this.#drafts.set(this.#place, this.input.value);
    this.#place = key;
    this.input.value = this.#drafts.get(key) ?? "";
    this.#close();
    this.#hint();
  }

  /** Puts `text` in the line, ready to be sent. */
  write(text) {
    this.input.value = text;
    this.input.focus();
    this.#suggest();
  }

  focus() {
    this.input.focus();
  }

  async #submit() {
    const text = this.input.value.trim();
    if (!text || this.#busy) return;
    const place = this.#place;
    this.#busy = true;
    this.#close();
    this.form.setAttribute("aria-busy", "true");
    const gone = await this.send(text);
    this.form.removeAttribute("aria-busy");
    this.#busy = false;
    if (!gone) return;
    this.#drafts.delete(place);
    if (place === this.#place && this.input.value.trim() === text) this.input.value = "";
    this.#hint();
  }

  #suggest() {
    const typed = this.input.value.toLocaleLowerCase("da");
    this.#from = typed.search(/\S*$/);
    this.#matches = this.#from ? [] : this.#commands.map(commandMatch);
    if (/^@\p{L}/u.test(typed.slice(this.#from))) this.#matches = this.#people.map(personMatch);
    this.#matches = this.#matches.filter(({ word }) => typed && word.startsWith(typed.slice(this.#from)));
    this.#hint();
    if (this.#matches.length) this.#open();
    else this.#close();
  }

  #hint() {
    const known = this.#commands.find(({ command }) => this.input.value.split(" ")[0] === command);
    if (known?.usage_hint) this.hint.replaceChildren(el("code", {}, `${known.command} ${known.usage_hint}`));
    else if (this.hint.firstChild !== this.plainHint[0]) this.hint.replaceChildren(...this.plainHint);
  }

  #open() {
    this.list.replaceChildren(...this.#matches.map(matchNode));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.#mark(0);
  }

  #close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #mark(index) {
    this.#active = (index + this.#matches.length) % this.#matches.length;
    [...this.list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === this.#active)));
    const node = this.list.children[this.#active];
    this.input.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (this.list.hidden || event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.#mark(this.#active + steps[event.key]);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Tab" && !event.shiftKey) this.#complete();
    else if (event.key === "Enter" && !this.#isWritten()) this.#complete();
    else return;
    event.preventDefault();
  }

  // A word written to its end is sent by Enter; only a beginning is completed first.
  #isWritten() {
    return this.#matches[this.#active].word === this.input.value.slice(this.#from).toLocaleLowerCase("da");
  }

  #complete() {
    this.input.value = `${this.input.value.slice(0, this.#from)}${this.#matches[this.#active].word} `;
    this.#close();
    this.#hint();
  }

  #clicked(event) {
    const node = event.target.closest("[role=option]");
    if (!node) return;
    this.#active = [...this.list.children].indexOf(node);
    this.#complete();
  }
}

function commandMatch({ command, description, usage_hint: usage }) {
  return { word: command, usage, description };
}

function personMatch({ text, description }) {
  return { word: `@${text.split(" ")[0].toLocaleLowerCase("da")}`, usage: text, description };
}

function matchNode({ word, usage, description }) {
  return el("li", { role: "option", id: freshId("completion"), "aria-selected": "false", "data-word": word },
    el("b", {}, word), usage ? el("span", { class: "usage" }, usage) : null,
    description ? el("span", { class: "description" }, description) : null);
}
