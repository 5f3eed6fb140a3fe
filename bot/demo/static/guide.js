// "Prøv selv": the product in four steps, each marked when it has been done.
import { el } from "./dom.js";

const PUT_AWAY = "fristvagt-guide-put-away";

const STEPS = [
  {
    id: "command", action: "Skriv /callback",
    text: "En borger ringer til Rikke. Skriv /callback, og gem opkaldet til Karim.",
  },
  { id: "person", action: "Bliv Karim", text: "Skift til Karim i feltet »Du er«. Han har fået besked." },
  { id: "press", action: "Åbn Fristvagt", text: "Åbn Fristvagt, vis opkaldet, og tryk på det, der skete." },
  { id: "jump", action: "Spring til listen", text: "Spring til næste arbejdsdag kl. 08:15. Da kommer dagens liste." },
];

/** Draws the guide; `actions` has one function per step id. */
export class Guide {
  #done = new Set();

  constructor(host, actions) {
    Object.assign(this, { host, actions });
    this.host.hidden = localStorage.getItem(PUT_AWAY) === "yes";
    this.#draw();
  }

  /** Marks a step as done. */
  done(id) {
    if (this.#done.has(id)) return;
    this.#done.add(id);
    this.#draw();
  }

  #draw() {
    const next = STEPS.find(({ id }) => !this.#done.has(id));
    const steps = STEPS.map((step) => this.#step(step, step === next));
    const close = el("button", {
      type: "button", class: "cross", "aria-label": "Skjul vejledningen", click: () => this.#putAway(),
    }, "×");
    const title = el("h2", { id: "guide-title" }, next ? "Prøv selv" : "Det var det. Gå selv på opdagelse.");
    this.host.replaceChildren(el("header", {}, title, close), el("ol", {}, steps));
  }

  #step({ id, text, action }, isNext) {
    const done = this.#done.has(id);
    const words = el("p", {}, text, done ? el("span", { class: "unseen" }, " (gjort)") : null);
    const press = isNext ? el("button", { type: "button", class: "button", click: () => this.actions[id]() }, action) : null;
    return el("li", { class: done ? "done" : "", "aria-current": isNext && "step" }, words, press);
  }

  #putAway() {
    localStorage.setItem(PUT_AWAY, "yes");
    this.host.hidden = true;
    document.getElementById("composer").focus();
  }
}
